import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentItem } from '@/api/portraits/segments'
import { formatCount, formatDay, formatInstant } from '@/lib/format'
import { Card, Chart, Empty, useLocale, type Palette } from '@/ui'

/** How many customers were in a segment after each refresh. */
export function SizeChart({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const { sizes } = segment
  const option = useCallback(
    (colours: Palette) => ({
      xAxis: {
        type: 'time' as const,
        axisLabel: { formatter: (value: number) => formatDay(new Date(value).toISOString(), locale) },
        splitLine: { show: false },
      },
      yAxis: { type: 'value' as const, scale: true, minInterval: 1, axisLabel: { formatter: (value: number) => formatCount(value, locale) } },
      series: [
        {
          type: 'line' as const,
          name: t('one.size'),
          data: sizes.map((each) => [new Date(each.at).getTime(), each.customers]),
          showSymbol: sizes.length < 40,
          symbolSize: 6,
          lineStyle: { color: colours.accent, width: 2 },
          itemStyle: { color: colours.accent },
        },
      ],
      tooltip: {
        formatter: (params: unknown) => {
          const [at, size] = (params as { value: [number, number] }[])[0]?.value ?? [0, 0]
          return `${formatInstant(new Date(at).toISOString(), locale)}\n${t('one.size')}: ${formatCount(size, locale)}`
        },
      },
    }),
    [sizes, locale, t],
  )
  const figures = useMemo(
    () => ({
      file: `${segment.name}-size`,
      columns: [{ label: t('moves.at') }, { label: t('one.size'), numeric: true }],
      rows: sizes.map((each) => [each.at, each.customers]),
      write: (value: string | number | null, column: number) =>
        column === 0 ? formatInstant(String(value), locale) : formatCount(value as number | null, locale),
    }),
    [segment.name, sizes, locale, t],
  )
  return (
    <Card title={t('sizes.title')}>
      {sizes.length < 2 ? (
        <Empty small title={t('sizes.none')} />
      ) : (
        <Chart
          label={t('sizes.title')}
          caption={t('sizes.caption', { from: formatDay(sizes[0]?.at, locale), to: formatDay(sizes.at(-1)?.at, locale) })}
          option={option}
          figures={figures}
          height={200}
        />
      )}
    </Card>
  )
}
