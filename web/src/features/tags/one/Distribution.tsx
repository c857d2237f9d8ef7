import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagPageData } from '@/api/portraits/tags'
import { formatCount, formatInstant, formatNumber, formatShare, formatValue } from '@/lib/format'
import { binRule, valueRule } from '@/portraits/rule/names'
import { Card, Chart, Empty, useLocale, type Palette, type Picked } from '@/ui'

/** How many values a chart of words shows before the rest is summed up. */
const MOST = 15

interface Bar {
  label: string
  customers: number
  /** The rule that picks them; null for the sum of the rest. */
  rule: string | null
}

/** How many customers have each value of a tag; a click leads to them. */
export function Distribution({ data }: { data: TagPageData }) {
  const { t } = useTranslation('tags')
  const locale = useLocale()
  const navigate = useNavigate()
  const { tag, spread } = data
  const histogram = spread !== null && spread.bins.length > 1
  const total = tag.coverage?.total ?? 0

  const bars = useMemo<Bar[]>(() => {
    if (histogram)
      return spread.bins.map((bin, index) => ({
        label: t('one.range', { low: formatNumber(bin.low, locale), high: formatNumber(bin.high, locale) }),
        customers: bin.customers,
        rule: binRule(tag.name, bin.low, bin.high, index === spread.bins.length - 1),
      }))
    const shown: Bar[] = tag.values.slice(0, MOST).map((each) => ({
      label: tag.type === 'bool' ? t(each.value === true || each.value === 'true' ? 'one.yes' : 'one.no') : each.label || formatValue(each.value, locale),
      customers: each.customers,
      rule: valueRule(tag.name, each.value, tag.type),
    }))
    if (tag.type === 'bool' && shown.length === 1 && tag.coverage)
      shown.push({ label: t('one.no'), customers: total - tag.coverage.customers, rule: valueRule(tag.name, false, 'bool') })
    return shown
  }, [histogram, spread, tag, total, locale, t])

  const option = useCallback(
    (colours: Palette) => {
      const names = { type: 'category' as const, data: bars.map((bar) => bar.label) }
      const counts = { type: 'value' as const, minInterval: 1, axisLabel: { formatter: (value: number) => formatCount(value, locale) } }
      const series = {
        type: 'bar' as const,
        name: t('one.customers'),
        data: bars.map((bar) => bar.customers),
        itemStyle: { color: colours.accent, borderRadius: 2 },
        barMaxWidth: histogram ? undefined : 18,
        barCategoryGap: histogram ? '8%' : '35%',
        label: histogram
          ? undefined
          : {
              show: true,
              position: 'right' as const,
              color: colours.quiet,
              formatter: ({ value }: { value?: unknown }) =>
                `${formatCount(Number(value), locale)}  ${formatShare(total ? Number(value) / total : null, locale)}`,
            },
      }
      const tooltip = { valueFormatter: (value: unknown) => formatCount(Number(value), locale), axisPointer: { type: 'shadow' as const } }
      return histogram
        ? { xAxis: names, yAxis: counts, series: [series], tooltip }
        : {
            xAxis: counts,
            yAxis: { ...names, inverse: true, axisLabel: { width: 160, overflow: 'truncate' as const } },
            series: [series],
            tooltip,
            grid: { left: 8, right: 96, top: 8, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
          }
    },
    [bars, histogram, total, locale, t],
  )

  const figures = useMemo(
    () => ({
      file: tag.name,
      columns: [{ label: t('one.value') }, { label: t('one.customers'), numeric: true }, { label: t('one.share'), numeric: true }],
      rows: bars.map((bar) => [bar.label, bar.customers, total ? bar.customers / total : null]),
      write: (value: string | number | null, column: number) =>
        column === 2 ? formatShare(value as number | null, locale) : column === 1 ? formatCount(value as number | null, locale) : String(value ?? ''),
    }),
    [bars, tag.name, total, locale, t],
  )

  const pick = ({ index }: Picked) => {
    const rule = bars[index]?.rule
    if (rule) void navigate({ to: '/customers', search: { rule, columns: tag.name } as never })
  }

  return (
    <Card title={t('one.distribution')}>
      {bars.length === 0 || !tag.coverage ? (
        <Empty small title={t('one.noValues')} />
      ) : (
        <>
          {spread && histogram && <Quartiles data={data} />}
          <Chart
            label={t('one.distribution')}
            caption={
              [
                t('one.distributionOf', {
                  covered: formatCount(tag.coverage.customers, locale),
                  total: formatCount(total, locale),
                  asOf: formatInstant(tag.as_of, locale),
                }) + (tag.unit && histogram ? t('one.inUnit', { unit: tag.unit }) : ''),
                tag.values.length > MOST && !histogram ? t('one.top', { count: MOST }) : '',
                t('one.clickBar'),
              ]
                .filter(Boolean)
                .join(t('one.stop'))
            }
            option={option}
            figures={figures}
            height={histogram ? 240 : Math.max(96, 30 * bars.length + 32)}
            onPick={pick}
          />
        </>
      )}
    </Card>
  )
}

/** The middle and the ends of a number. */
function Quartiles({ data: { spread, tag } }: { data: TagPageData }) {
  const { t } = useTranslation('tags')
  const locale = useLocale()
  const figures = [
    ['one.least', spread?.least],
    ['one.lower', spread?.lower_quartile],
    ['one.median', spread?.median],
    ['one.mean', spread?.mean],
    ['one.upper', spread?.upper_quartile],
    ['one.most', spread?.most],
  ] as const
  return (
    <dl className="tags-figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt className="tg-quiet tg-small">{t(label)}</dt>
          <dd className="tg-tabular">{formatValue(value, locale, { unit: tag.unit })}</dd>
        </div>
      ))}
    </dl>
  )
}
