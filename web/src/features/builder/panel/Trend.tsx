import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCompact, formatCount, formatDay } from '@/lib/format'
import type { Rule } from '@/rule-editor'
import { Chart, Failure, LinesSkeleton, useLocale, type Option } from '@/ui'
import { useTrend, type TrendItem } from '../queries'

const HEIGHT = 112

/** How many the rule held for at the beginnings of the last weeks; asked once the count is there. */
export function Trend({ rule, stale }: { rule: Rule | null; stale: boolean }) {
  const { t } = useTranslation('builder')
  const trend = useTrend(rule)
  return (
    <section className="builder-part" aria-label={t('trend.title')}>
      <h3>{t('trend.title')}</h3>
      {trend.isError ? (
        <Failure error={trend.error} small onRetry={() => void trend.refetch()} />
      ) : trend.data ? (
        <div className={stale || trend.isPlaceholderData ? 'builder-stale' : undefined}>
          <Line items={trend.data.items} />
        </div>
      ) : (
        <LinesSkeleton rows={3} height={HEIGHT + 32} />
      )}
    </section>
  )
}

function Line({ items }: { items: TrendItem[] }) {
  const { t } = useTranslation('builder')
  const locale = useLocale()
  const option = useCallback(
    (): Option => ({
      grid: { left: 8, right: 8, top: 8, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value) => formatCount(Number(value), locale),
      },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: items.map((item) => formatDay(item.at, locale)),
        axisLabel: { hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        splitNumber: 2,
        min: 0,
        axisLabel: { formatter: (value: number) => formatCompact(value, locale) },
      },
      series: [
        {
          type: 'line',
          name: t('trend.customers'),
          data: items.map((item) => item.count),
          symbolSize: 5,
          areaStyle: { opacity: 0.08 },
        },
      ],
    }),
    [items, locale, t],
  )
  return (
    <Chart
      label={t('trend.title')}
      caption={t('trend.caption', { count: items.length - 1 })}
      option={option}
      height={HEIGHT}
      figures={{
        columns: [
          { label: t('trend.week') },
          { label: t('trend.customers'), numeric: true },
          { label: t('trend.total'), numeric: true },
        ],
        rows: items.map((item) => [formatDay(item.at, locale), item.count, item.total]),
        write: (value) => (typeof value === 'number' ? formatCount(value, locale) : String(value)),
        file: 'trend',
      }}
    />
  )
}
