import { Breadcrumb, Typography } from 'antd'
import { use, useEffect, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { PageNameContext } from '@/lib/route'
import './page.css'

export interface Crumb {
  label: string
  to: string
}

interface Props {
  title: string
  /** A line under the title. */
  subtitle?: ReactNode
  /** Buttons at the right of the title. */
  actions?: ReactNode
  /** Pages above this one. */
  crumbs?: Crumb[]
  /** What the document is called; the title where it is not given. */
  documentTitle?: string
  /** The page fills the window's height and scrolls inside itself (long tables, the builder). */
  full?: boolean
  children: ReactNode
}

/** The frame of every page: breadcrumbs, title, actions, content; names the document. */
export function Page({ title, subtitle, actions, crumbs = [], documentTitle, full = false, children }: Props) {
  useEffect(() => {
    document.title = `${documentTitle ?? title} · Tagma`
  }, [documentTitle, title])
  const name = use(PageNameContext)
  return (
    <div data-page={name || undefined} className={full ? 'tg-page tg-page-full' : 'tg-page'}>
      <div className="tg-page-head">
        <div className="tg-page-names">
          {crumbs.length > 0 && (
            <Breadcrumb items={crumbs.map(({ label, to }) => ({ key: to, title: <Link to={to}>{label}</Link> }))} />
          )}
          <Typography.Title level={1} ellipsis={{ tooltip: title }} className="tg-page-title">
            {title}
          </Typography.Title>
          {subtitle !== undefined && <div className="tg-quiet">{subtitle}</div>}
        </div>
        {actions !== undefined && <div className="tg-row tg-wrap tg-page-actions">{actions}</div>}
      </div>
      <div className="tg-page-body">{children}</div>
    </div>
  )
}
