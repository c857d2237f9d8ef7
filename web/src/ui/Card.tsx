import type { ReactNode } from 'react'
import './texts/code.css'

interface Props {
  title?: ReactNode
  extra?: ReactNode
  /** No room between the edge and the content: tables. */
  flush?: boolean
  className?: string
  children: ReactNode
}

/** A part of a page with its own heading. */
export function Card({ title, extra, flush = false, className = '', children }: Props) {
  return (
    <section className={`tg-card ${flush ? 'tg-card-flush' : ''} ${className}`}>
      {(title !== undefined || extra !== undefined) && (
        <div className="tg-card-head">
          <h2 className="tg-ellipsis">{title}</h2>
          {extra !== undefined && <div className="tg-row">{extra}</div>}
        </div>
      )}
      <div className="tg-card-body">{children}</div>
    </section>
  )
}
