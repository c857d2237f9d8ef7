import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceQuality } from '@/api/shapes'
import { formatCompact, formatDay } from '@/lib/format'
import { Chart, useLocale } from '@/ui'

/** The rows of a source by day, what was refused stands on what was taken. */
export function DaysChart({ source }: { source: SourceQuality }) {
  const { t } = useTranslation('quality')
  const locale = useLocale()
  const { days } = source
  const option = useCallback(
    (colours: { accent: string; bad: string }) => ({
      legend: { right: 0, top: 0 },
      grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
      xAxis: { type: 'category' as const, data: days.map(({ day }) => formatDay(day, locale)) },
      yAxis: { type: 'value' as const, minInterval: 1, axisLabel: { formatter: (value: number) => formatCompact(value, locale) } },
      series: [
        { type: 'bar' as const, name: t('taken'), stack: 'all', data: days.map(({ rows }) => rows), itemStyle: { color: colours.accent } },
        { type: 'bar' as const, name: t('rejected'), stack: 'all', data: days.map(({ rejected }) => rejected), itemStyle: { color: colours.bad } },
      ],
    }),
    [days, locale, t],
  )
  return (
    <div className="quality-days">
      <Chart
        label={t('daysOf', { label: source.label })}
        caption={t('daysCaption')}
        option={option}
        height={200}
        figures={{
          columns: [{ label: t('day') }, { label: t('taken'), numeric: true }, { label: t('rejected'), numeric: true }],
          rows: days.map(({ day, rows, rejected }) => [day, rows, rejected]),
          file: `${source.source}-days`,
        }}
      />
    </div>
  )
}
