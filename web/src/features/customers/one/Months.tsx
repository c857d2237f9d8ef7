import { Select } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMonths, type MonthItem } from '@/api/portraits/customer'
import { formatMonth, formatNumber, formatValue } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { Card, Chart, Empty, Loaded, useLocale, type Palette } from '@/ui'
import { fillMonths, listMeasures } from './months'

/** Sums per month: events by type, or one amount. */
export function Months({ id }: { id: string }) {
  const { t } = useTranslation('customers')
  const query = useMonths(id)
  return (
    <Loaded
      query={query}
      skeleton={
        <Card title={t('months.title')}>
          <div style={{ height: 232 }} aria-busy="true" />
        </Card>
      }
    >
      {({ items }) => <Drawn id={id} items={items} />}
    </Loaded>
  )
}

function Drawn({ id, items }: { id: string; items: MonthItem[] }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const [url, change] = useUrlState()
  const measures = useMemo(() => listMeasures(items, t('months.count')), [items, t])
  const measure = measures.find((each) => each.key === url.measure) ?? measures[0]
  const rows = useMemo(() => (measure ? fillMonths(items, measure) : []), [items, measure])
  const events = useMemo(() => {
    const found = new Map(items.map((item) => [item.event, item.label]))
    return [...found].filter(([name]) => rows.some((row) => row.values[name] !== undefined))
  }, [items, rows])
  const write = useCallback((value: number | null | undefined) => formatValue(value ?? 0, locale, { unit: measure?.unit }), [locale, measure])

  const option = useCallback(
    (colours: Palette) => ({
      legend: events.length > 1 ? { top: 0, right: 0 } : undefined,
      grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
      xAxis: { type: 'category' as const, data: rows.map((row) => formatMonth(row.month, locale)) },
      yAxis: { type: 'value' as const, axisLabel: { formatter: (value: number) => formatNumber(value, locale, 0) } },
      series: events.map(([name, label], index) => ({
        type: 'bar' as const,
        stack: 'all',
        name: label,
        barMaxWidth: 32,
        data: rows.map((row) => row.values[name] ?? 0),
        itemStyle: { color: colours.series[index % colours.series.length] },
      })),
      tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => write(Number(value)) },
    }),
    [rows, events, locale, write],
  )
  const figures = useMemo(
    () => ({
      file: `customer-${id}-months`,
      columns: [{ label: t('months.month') }, ...events.map(([, label]) => ({ label, numeric: true }))],
      rows: rows.map((row) => [row.month, ...events.map(([name]) => row.values[name] ?? 0)]),
      write: (value: string | number | null, column: number) => (column === 0 ? formatMonth(String(value), locale) : write(value as number)),
    }),
    [id, events, rows, locale, write, t],
  )
  const first = rows[0]
  const last = rows.at(-1)
  return (
    <Card
      title={t('months.title')}
      extra={
        <Select
          size="small"
          aria-label={t('months.measure')}
          style={{ width: 220 }}
          value={measure?.key ?? ''}
          onChange={(key) => change({ measure: key || undefined })}
          options={measures.map((each) => ({ value: each.key, label: each.label }))}
        />
      }
    >
      {!first || !last || !measure ? (
        <Empty small title={t('months.none')} />
      ) : (
        <Chart
          label={t('months.title')}
          caption={t('months.caption', {
            measure: measure.unit ? `${measure.label} (${measure.unit})` : measure.label,
            from: formatMonth(first.month, locale),
            to: formatMonth(last.month, locale),
          })}
          option={option}
          figures={figures}
          height={200}
        />
      )}
    </Card>
  )
}
