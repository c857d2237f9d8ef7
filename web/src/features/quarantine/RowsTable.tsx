import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuarantinedItem } from '@/api/shapes'
import { DataTable, Empty, Instant, type DataColumn } from '@/ui'

interface Props {
  rows: QuarantinedItem[] | undefined
  keys: string[]
  onKeys: (keys: string[]) => void
  onOpen: (id: string) => void
  tools: ReactNode
  extra: ReactNode
}

/** Rows in quarantine, the newest first; boxes choose, a click opens. */
export function RowsTable({ rows, keys, onKeys, onOpen, tools, extra }: Props) {
  const { t } = useTranslation('quarantine')
  const columns: DataColumn<QuarantinedItem>[] = [
    {
      key: 'at',
      title: t('at'),
      width: 192,
      fixed: true,
      render: (row) => (
        <button type="button" className="tg-quarantine-open" onClick={() => onOpen(row.id)}>
          <Instant at={row.at} seconds />
        </button>
      ),
    },
    { key: 'source', title: t('source'), width: 96, render: (row) => <span data-verbatim>{row.source.replace(/^push:/, '')}</span> },
    { key: 'event', title: t('event'), width: 136, render: (row) => <span data-verbatim>{row.event}</span> },
    { key: 'reason', title: t('reason'), width: 184, render: (row) => <Why row={row} /> },
    { key: 'raw', title: t('raw'), width: 244, render: (row) => <code className="tg-mono tg-quiet" title={row.raw.slice(0, 400)}>{row.raw.slice(0, 200)}</code> },
    { key: 'stage', title: t('stage.title'), width: 120, hidden: true, render: (row) => t(`stage.${row.stage}`) },
  ]
  return (
    <DataTable<QuarantinedItem>
      name="quarantine"
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      onRow={(row) => onOpen(row.id)}
      tools={tools}
      extra={extra}
      select={{ keys, onChange: onKeys, label: (row) => t('choose', { reason: row.reason_label }), all: t('chooseAll') }}
      empty={<Empty small title={t('noMatch')} text={t('noMatchText')} />}
    />
  )
}

export function Why({ row }: { row: Pick<QuarantinedItem, 'field' | 'reason_label'> }) {
  return (
    <span title={`${row.field} ${row.reason_label}`.trim()}>
      {row.field !== '' && <code className="tg-mono">{row.field} </code>}
      {row.reason_label}
    </span>
  )
}
