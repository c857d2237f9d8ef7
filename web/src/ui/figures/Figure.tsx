import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDelta, formatMoney, formatNumber, formatShare, NOTHING, type Locale } from '@/lib/format'
import './figure.css'
import { Sparkline } from './Sparkline'
import { useLocale } from '../useLocale'

export type FigureKind = 'count' | 'money' | 'share' | 'number'

/** A figure written by its kind. */
export function writeFigure(value: number | null | undefined, kind: FigureKind, locale: Locale, unit?: string | null): string {
  if (value === null || value === undefined) return NOTHING
  if (kind === 'money') return formatMoney(value, locale, unit && /^[A-Z]{3}$/.test(unit) ? unit : locale.currency)
  if (kind === 'share') return formatShare(value, locale)
  return kind === 'count' ? formatCount(value, locale) : formatNumber(value, locale)
}

/** A change against before: '+3.2%'; nothing where before is zero or unknown. */
export function Delta({ value, before, kind = 'count', title }: { value: number; before: number | null | undefined; kind?: FigureKind; title?: string }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  if (before === null || before === undefined || (before === 0 && kind !== 'share')) return null
  const change = kind === 'share' ? value - before : (value - before) / before
  const text = kind === 'share' ? `${formatDelta(change * 100, locale, (each, where) => formatNumber(each, where, 1))} ${t('points')}` : formatDelta(change, locale, formatShare)
  return (
    <span className="tg-tabular tg-quiet tg-small" title={title}>
      {text}
    </span>
  )
}

interface Props {
  label: string
  value: number | null | undefined
  kind?: FigureKind
  unit?: string | null
  /** Earlier points, oldest first; the last but one is what the change is against. */
  series?: { at: string; value: number }[]
  note?: ReactNode
  loading?: boolean
}

/** A tile: label, figure, change, sparkline. Its height is the same while it loads. */
export function Figure({ label, value, kind = 'count', unit, series = [], note, loading = false }: Props) {
  const locale = useLocale()
  const before = series.length > 1 ? series[series.length - 2] : undefined
  return (
    <div className="tg-figure">
      <div className="tg-quiet tg-ellipsis" title={label}>
        {label}
      </div>
      <div className="tg-row tg-between">
        <div className="tg-figure-value tg-tabular">
          {loading ? <Skeleton.Button active size="small" /> : writeFigure(value, kind, locale, unit)}
        </div>
        {series.length > 1 && <Sparkline points={series.map((each) => each.value)} label={label} />}
      </div>
      <div className="tg-figure-note tg-small tg-quiet">
        {note ?? (before && value !== null && value !== undefined ? <Delta value={value} before={before.value} kind={kind} /> : null)}
      </div>
    </div>
  )
}
