import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDay } from '@/lib/format'
import { Card, Chart, Empty, Failure, LinesSkeleton, useLocale, type Palette } from '@/ui'
import type { Day } from './days'

interface Props {
  name: string
  days: Day[]
  loading: boolean
  error: unknown
}

/** How many customers were in a segment at the end of each day. */
export function SizeChart({ name, days, loading, error }: Props) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const option = useCallback(
    (colours: Palette) => ({
      xAxis: { type: 'category' as const, boundaryGap: false, data: days.map((each) => formatDay(each.day, locale)) },
      yAxis: { type: 'value' as const, scale: true, minInterval: 1, axisLabel: { formatter: (value: number) => formatCount(value, locale) } },
      series: [
        {
          type: 'line' as const,
          name: t('one.size'),
          data: days.map((each) => each.size),
          showSymbol: false,
          lineStyle: { color: colours.accent, width: 2 },
          itemStyle: { color: colours.accent },
        },
      ],
      tooltip: { valueFormatter: (value: unknown) => formatCount(value as number, locale) },
    }),
    [days, locale, t],
  )
  const figures = useMemo(
    () => ({
      file: `${name}-size`,
      columns: [{ label: t('moves.day') }, { label: t('one.size'), numeric: true }],
      rows: days.map((each) => [each.day, each.size]),
    }),
    [days, name, t],
  )
  const known = days.some((each) => each.size !== null)
  return (
    <Card title={t('sizes.title')}>
      {error ? (
        <Failure small error={error} />
      ) : loading ? (
        <LinesSkeleton height={232} rows={6} />
      ) : !known ? (
        <Empty small title={t('sizes.none')} />
      ) : (
        <Chart
          label={t('sizes.title')}
          caption={t('sizes.caption', { from: formatDay(days[0]?.day, locale), to: formatDay(days.at(-1)?.day, locale) })}
          option={option}
          figures={figures}
          height={200}
        />
      )}
    </Card>
  )
}
