import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedField, NumberSide, Portrait } from '@/api/portraits/segments'
import { formatCount, formatDelta, formatNumber, formatValue, type Locale } from '@/lib/format'
import { Card, DataTable, DefinitionLink, Empty, useLocale, type DataColumn } from '@/ui'

/** Numbers on both sides: mean, median, the middle half, how far the means are apart. */
export function NumbersTable({ portrait }: { portrait: Portrait }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const rows = useMemo(() => portrait.fields.filter((each) => each.group !== null), [portrait])
  const columns = useMemo<DataColumn<ComparedField>[]>(() => {
    const write = (row: ComparedField, value: number | null | undefined) => formatValue(value, locale, { unit: row.field.unit })
    const figure = (key: string, title: string, pick: (row: ComparedField) => number | null | undefined): DataColumn<ComparedField> => ({
      key,
      title,
      numeric: true,
      width: 112,
      value: pick,
      render: (row) => write(row, pick(row)),
    })
    return [
      {
        key: 'field',
        title: t('portrait.field'),
        fixed: true,
        width: 168,
        value: (row) => row.field.label,
        render: (row) => (row.field.kind === 'tag' ? <DefinitionLink kind="tag" name={row.field.name} label={row.field.label} /> : row.field.label),
      },
      figure('mean', t('portrait.mean'), (row) => row.group?.mean),
      figure('baseMean', t('portrait.baseMean'), (row) => row.base?.mean),
      figure('median', t('portrait.median'), (row) => row.group?.median),
      figure('baseMedian', t('portrait.baseMedian'), (row) => row.base?.median),
      { key: 'quartiles', title: t('portrait.quartiles'), numeric: true, width: 168, render: (row) => writeMiddle(row.group, row, locale) },
      { key: 'baseQuartiles', title: t('portrait.baseQuartiles'), numeric: true, width: 176, render: (row) => writeMiddle(row.base, row, locale) },
      {
        key: 'difference',
        title: t('portrait.difference'),
        numeric: true,
        width: 96,
        value: (row) => Math.abs(row.difference ?? 0),
        render: (row) => formatDelta(row.difference, locale, (value, where) => formatNumber(value, where, 2)),
      },
      { key: 'known', title: t('portrait.known'), numeric: true, hidden: true, width: 104, value: (row) => row.group?.known, render: (row) => formatCount(row.group?.known, locale) },
    ]
  }, [t, locale])
  return (
    <Card title={t('portrait.numbers')} flush>
      <DataTable<ComparedField>
        name="portrait-numbers"
        label={t('portrait.numbers')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.field.name}
        initialSort={{ key: 'difference', descending: true }}
        empty={<Empty small title={t('portrait.noNumbers')} />}
        tools={<span className="tg-quiet tg-small">{t('portrait.differenceHint')}</span>}
      />
    </Card>
  )
}

function writeMiddle(side: NumberSide | null, row: ComparedField, locale: Locale): string {
  const write = (value: number | null) => formatValue(value, locale, { unit: row.field.unit })
  return side === null ? '' : `${write(side.lower_quartile)} – ${write(side.upper_quartile)}`
}
