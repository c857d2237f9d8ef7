import { Typography } from 'antd'
import type { ReactNode } from 'react'
import './states.css'

interface Props {
  /** What would stand here. */
  title: string
  /** What it is for, and the first step. */
  text?: ReactNode
  action?: ReactNode
  /** For the inside of a card: less room around. */
  small?: boolean
}

/** An empty list or chart: says what it is for and offers the first step. */
export function Empty({ title, text, action, small = false }: Props) {
  return (
    <div className={small ? 'tg-empty tg-empty-small' : 'tg-empty'}>
      <Typography.Text strong>{title}</Typography.Text>
      {text !== undefined && <div className="tg-quiet tg-empty-text">{text}</div>}
      {action !== undefined && <div className="tg-row tg-empty-action">{action}</div>}
    </div>
  )
}
