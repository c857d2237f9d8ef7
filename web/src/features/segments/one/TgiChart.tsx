import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Portrait, SegmentItem } from '@/api/portraits/segments'
import { formatCount, formatInstant, formatNumber, formatShare } from '@/lib/format'
import { segmentRule, valueRule } from '@/portraits/rule/names'
import { Card, Chart, useLocale, type Palette, type Picked } from '@/ui'
import { FEW, rankValues } from './telling'
import { useFieldWords } from './useFieldWords'

const SHOWN = 12

/** The most telling values by their index; 100 is as in the base. */
export function TgiChart({ segment, portrait }: { segment: SegmentItem; portrait: Portrait }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const navigate = useNavigate()
  const words = useFieldWords()
  const ranked = useMemo(() => rankValues(portrait.fields, SHOWN), [portrait])
  const names = useMemo(() => ranked.map(({ field, value }) => words.pair(field, value)), [ranked, words])

  const option = useCallback(
    (colours: Palette) => ({
      grid: { left: 8, right: 56, top: 24, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
      xAxis: { type: 'value' as const, min: 0, axisLabel: { formatter: (value: number) => formatNumber(value, locale, 0) } },
      yAxis: { type: 'category' as const, inverse: true, data: names, axisLabel: { width: 260, overflow: 'truncate' as const } },
      series: [
        {
          type: 'bar' as const,
          name: t('portrait.tgi'),
          barMaxWidth: 14,
          data: ranked.map(({ value }) => ({
            value: Math.round(value.tgi ?? 0),
            itemStyle: { color: (value.tgi ?? 0) >= 100 ? colours.series[0] : colours.series[1], borderRadius: 2 },
          })),
          label: { show: true, position: 'right' as const, color: colours.text, formatter: ({ value }: { value?: unknown }) => formatNumber(Number(value), locale, 0) },
          markLine: {
            silent: true,
            symbol: 'none',
            data: [{ xAxis: 100 }],
            lineStyle: { color: colours.text, type: 'dashed' as const },
            label: { formatter: '100', color: colours.quiet, position: 'start' as const, show: false },
          },
        },
      ],
      tooltip: {
        axisPointer: { type: 'shadow' as const },
        formatter: (params: unknown) => {
          const index = (params as { dataIndex: number }[])[0]?.dataIndex ?? 0
          const each = ranked[index]
          if (!each) return ''
          return [
            names[index],
            `${t('portrait.tgi')}: ${formatNumber(each.value.tgi, locale, 0)}`,
            `${t('portrait.here')}: ${formatShare(each.value.group_share, locale)} (${formatCount(each.value.group, locale)})`,
            `${t('portrait.inBase')}: ${formatShare(each.value.base_share, locale)} (${formatCount(each.value.base, locale)})`,
          ].join('\n')
        },
      },
    }),
    [ranked, names, locale, t],
  )
  const figures = useMemo(
    () => ({
      file: `${segment.name}-tgi`,
      columns: [
        { label: t('portrait.field') },
        { label: t('portrait.tgi'), numeric: true },
        { label: t('portrait.here'), numeric: true },
        { label: t('portrait.inBase'), numeric: true },
        { label: t('portrait.customers'), numeric: true },
      ],
      rows: ranked.map(({ value }, index) => [names[index] ?? '', value.tgi, value.group_share, value.base_share, value.group]),
      write: (value: string | number | null, column: number) =>
        column === 0 ? String(value) : column === 1 ? formatNumber(value as number, locale, 0) : column === 4 ? formatCount(value as number, locale) : formatShare(value as number, locale),
    }),
    [ranked, names, segment.name, locale, t],
  )
  const pick = ({ index }: Picked) => {
    const each = ranked[index]
    if (!each) return
    const rule = each.field.field.kind === 'segment'
      ? segmentRule(each.field.field.name.replace(/^segment:/, ''))
      : valueRule(each.field.field.name, each.value.value, each.field.field.type)
    void navigate({ to: '/customers', search: { rule: `${segmentRule(segment.name)} and ${rule}` } as never })
  }
  return (
    <Card title={t('portrait.ranked')}>
      <Chart
        label={t('portrait.ranked')}
        caption={
          <>
            {t('portrait.tgiCaption', { base: formatCount(portrait.base, locale), asOf: formatInstant(portrait.as_of, locale) })}
            {portrait.customers < FEW && <span className="tg-warn"> {t('portrait.small', { count: portrait.customers })}</span>}
          </>
        }
        option={option}
        figures={figures}
        height={Math.max(120, 26 * ranked.length + 48)}
        onPick={pick}
      />
    </Card>
  )
}
