import { useTranslation } from 'react-i18next'
import type { Kpi } from '@/api/shapes'
import { Delta, Sparkline, useLocale, writeFigure } from '@/ui'

const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The key figures in one row: figure, change against the equally long time before, the last twelve weeks. */
export function Kpis({ kpis }: { kpis: Kpi[] }) {
  const { t } = useTranslation('home')
  const locale = useLocale()
  return (
    <div className="tg-kpis">
      {kpis.map((kpi) => {
        const value = asNumber(kpi.value)
        const before = asNumber(kpi.before)
        const points = kpi.series.map((point) => asNumber(point.value)).filter((point) => point !== null)
        return (
          <div key={kpi.name} className="tg-kpi">
            <div className="tg-quiet tg-small tg-kpi-label">{kpi.label}</div>
            <div className="tg-kpi-value tg-tabular">{writeFigure(value, kpi.kind, locale, kpi.unit)}</div>
            <div className="tg-row tg-between tg-kpi-foot">
              {value !== null && before !== null ? (
                <Delta value={value} before={before} kind={kpi.kind} title={t('kpi.before', { value: writeFigure(before, kpi.kind, locale, kpi.unit) })} />
              ) : (
                <span />
              )}
              <Sparkline points={points} label={t('kpi.series', { label: kpi.label })} width={64} />
            </div>
          </div>
        )
      })}
    </div>
  )
}
