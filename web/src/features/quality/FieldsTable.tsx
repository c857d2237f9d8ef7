import { useTranslation } from 'react-i18next'
import type { FieldQuality } from '@/api/shapes'
import { findNamed } from '@/lib/find'
import { formatCount } from '@/lib/format'
import { DataTable, Empty, ShareBar, useLocale, useTypeWords, type DataColumn } from '@/ui'
import { nameBy, type PartProps } from './part'

/** Per field of an event: how often it is missing, and values of another type than most. */
export function FieldsTable({ query, search, tools }: PartProps) {
  const { t } = useTranslation('quality')
  const locale = useLocale()
  const words = useTypeWords()
  const columns: DataColumn<FieldQuality>[] = [
    { key: 'label', title: t('field'), width: 200, fixed: true, value: (row) => row.label, render: (row) => <span title={row.field} data-verbatim>{row.label}</span> },
    { key: 'event', title: t('event'), width: 200, value: (row) => row.event, render: (row) => <code className="tg-mono">{`${row.event}.${row.field}`}</code> },
    { key: 'rows', title: t('rows'), width: 128, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    { key: 'missing', title: t('missing'), width: 208, value: (row) => row.missing_share, render: (row) => <ShareBar share={row.missing_share} label={row.label} /> },
    { key: 'conflicts', title: t('conflicts'), width: 128, numeric: true, value: (row) => row.conflicts, render: (row) => <span className={row.conflicts > 0 ? 'tg-warn' : 'tg-quiet'}>{formatCount(row.conflicts, locale)}</span> },
    { key: 'types', title: t('types'), width: 280, render: (row) => <span className="tg-tabular tg-ellipsis">{row.types.map(({ type, rows }) => (row.types.length > 1 ? `${words(type)} ${formatCount(rows, locale)}` : words(type))).join(' · ')}</span> },
  ]
  return (
    <DataTable<FieldQuality>
      name="quality-fields"
      label={t('tab.fields')}
      columns={columns}
      rows={findNamed(nameBy(query.data?.fields, (row) => `${row.event}.${row.field}`), search)}
      rowKey={(row) => `${row.event}.${row.field}`}
      error={query.error}
      onRetry={() => void query.refetch()}
      tools={tools}
      initialSort={{ key: 'missing', descending: true }}
      empty={search.trim() !== '' ? <Empty title={t('noMatch')} small /> : <Empty title={t('noFields')} text={t('noFieldsText')} />}
    />
  )
}
