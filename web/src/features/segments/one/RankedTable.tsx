import { Segmented, Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedField, Portrait, SegmentItem } from '@/api/portraits/segments'
import { formatNumber, formatShare } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { Card, DataTable, DefinitionLink, Empty, useLocale, type DataColumn } from '@/ui'
import { FieldDistribution } from './FieldDistribution'
import { IndexBar } from './IndexBar'
import { findTelling } from './telling'
import { useFieldWords } from './useFieldWords'

const KINDS = ['all', 'trait', 'tag', 'segment'] as const

/** Every trait, tag and segment, the most telling first; a row opens to its whole distribution. */
export function RankedTable({ segment, portrait }: { segment: SegmentItem; portrait: Portrait }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const words = useFieldWords()
  const [url, change] = useUrlState()
  const kind = KINDS.find((each) => each === url.kind) ?? 'all'
  const rows = useMemo(
    () => portrait.fields.filter((each) => each.values.length > 0 && (kind === 'all' || each.field.kind === kind)),
    [portrait, kind],
  )
  const columns = useMemo<DataColumn<ComparedField>[]>(
    () => [
      {
        key: 'field',
        title: t('portrait.field'),
        fixed: true,
        width: 196,
        value: (row) => row.field.label,
        render: (row) => (
          <span className="tg-row">
            {row.field.kind === 'trait' ? (
              <span title={row.field.name}>{row.field.label}</span>
            ) : (
              <DefinitionLink kind={row.field.kind === 'segment' ? 'segment' : 'tag'} name={row.field.name.replace(/^segment:/, '')} label={row.field.label} />
            )}
            {row.defining && (
              <Tooltip title={t('portrait.definingHint')}>
                <span className="tg-quiet tg-small">{t('portrait.defining')}</span>
              </Tooltip>
            )}
          </span>
        ),
      },
      { key: 'kind', title: t('portrait.kind'), width: 92, value: words.kind, render: words.kind },
      { key: 'strength', title: t('portrait.strength'), numeric: true, width: 116, value: (row) => row.strength, render: (row) => formatNumber(row.strength, locale, 2) },
      {
        key: 'telling',
        title: t('portrait.telling'),
        width: 180,
        render: (row) => {
          const value = findTelling(row)
          return value ? words.value(row, value) : ''
        },
      },
      { key: 'here', title: t('portrait.here'), numeric: true, width: 120, value: (row) => findTelling(row)?.group_share, render: (row) => formatShare(findTelling(row)?.group_share, locale) },
      { key: 'base', title: t('portrait.inBase'), numeric: true, width: 152, value: (row) => findTelling(row)?.base_share, render: (row) => formatShare(findTelling(row)?.base_share, locale) },
      { key: 'tgi', title: t('portrait.tgi'), width: 208, value: (row) => findTelling(row)?.tgi, render: (row) => <IndexBar tgi={findTelling(row)?.tgi ?? null} /> },
    ],
    [t, words, locale],
  )
  return (
    <Card title={t('portrait.allFields')} flush>
      <DataTable<ComparedField>
        name="portrait"
        label={t('portrait.allFields')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.field.name}
        empty={<Empty small title={t('portrait.noneOfKind')} />}
        expand={(row) => <FieldDistribution segment={segment} field={row} />}
        tools={
          <>
            <Segmented
              aria-label={t('portrait.kinds')}
              value={kind}
              onChange={(value) => change({ kind: value === 'all' ? undefined : value })}
              options={KINDS.map((value) => ({ value, label: t(`portrait.${value}`) }))}
            />
            <span className="tg-quiet tg-small">{t('portrait.rankedHint')}</span>
          </>
        }
      />
    </Card>
  )
}
