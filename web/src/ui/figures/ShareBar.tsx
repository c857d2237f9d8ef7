import { formatShare } from '@/lib/format'
import { useLocale } from '../useLocale'
import './figure.css'

/** A share of one as a bar with its figure beside it. */
export function ShareBar({ share, label, figure = true }: { share: number | null | undefined; label?: string; figure?: boolean }) {
  const locale = useLocale()
  const text = formatShare(share, locale)
  return (
    <div className="tg-row">
      <div className="tg-bar" role="img" aria-label={label ? `${label} ${text}` : text}>
        <span style={{ width: `${Math.min(100, Math.max(0, (share ?? 0) * 100))}%` }} />
      </div>
      {figure && (
        <span className="tg-num" style={{ width: 52 }}>
          {text}
        </span>
      )}
    </div>
  )
}
