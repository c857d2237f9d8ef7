import { CheckCircleOutlined, StopOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveItem } from '@/api/shapes'
import { formatClock } from '@/lib/format'
import { DataTable, Empty, useLocale, type DataColumn } from '@/ui'

interface Props {
  rows: LiveItem[] | undefined
  error: unknown
  onRetry: () => void
  onOpen: (position: number) => void
  /** Whether something hides events that are there. */
  filtered: boolean
  tools: ReactNode
}

/** Events, the newest first; a click opens one. */
export function LiveTable({ rows, error, onRetry, onOpen, filtered, tools }: Props) {
  const { t } = useTranslation('live')
  const locale = useLocale()
  const columns: DataColumn<LiveItem>[] = [
    { key: 'at', title: t('received'), width: 128, fixed: true, render: (row) => <span className="tg-tabular">{formatClock(row.received_at, locale)}</span> },
    { key: 'event', title: t('eventName'), width: 208, fixed: true, render: (row) => <EventName item={row} onOpen={onOpen} /> },
    { key: 'status', title: t('status'), width: 176, render: (row) => <Status item={row} /> },
    { key: 'who', title: t('who'), width: 168, render: (row) => <Who item={row} /> },
    { key: 'source', title: t('source'), width: 104, render: (row) => <span data-verbatim>{row.source}</span> },
    { key: 'properties', title: t('properties'), width: 320, render: (row) => <code className="tg-mono tg-quiet" title={row.properties.slice(0, 400)}>{row.properties.slice(0, 200)}</code> },
    { key: 'library', title: t('library'), width: 176, hidden: true, render: (row) => <span data-verbatim>{row.library}</span> },
    { key: 'type', title: t('type'), width: 104, hidden: true, render: (row) => <code className="tg-mono">{row.type}</code> },
    { key: 'position', title: t('position'), width: 104, numeric: true, hidden: true, render: (row) => row.position },
  ]
  return (
    <DataTable<LiveItem>
      name="live"
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.position)}
      error={error}
      onRetry={onRetry}
      onRow={(row) => onOpen(row.position)}
      tools={tools}
      empty={<Empty small title={filtered ? t('noMatch') : t('none')} text={filtered ? t('noMatchText') : t('noneText')} />}
    />
  )
}

function EventName({ item, onOpen }: { item: LiveItem; onOpen: (position: number) => void }) {
  const { t } = useTranslation('live')
  const name = item.event || item.type || t('unnamed')
  return (
    <button type="button" className="tg-live-name tg-ellipsis" title={name} data-verbatim onClick={() => onOpen(item.position)}>
      {name}
    </button>
  )
}

export function Status({ item }: { item: Pick<LiveItem, 'status' | 'reason_label'> }) {
  const { t } = useTranslation('live')
  return item.status === 'accepted' ? (
    <span className="tg-good tg-row">
      <CheckCircleOutlined aria-hidden />
      {t('of.accepted')}
    </span>
  ) : (
    <span className="tg-bad tg-row" title={item.reason_label ?? undefined}>
      <StopOutlined aria-hidden />
      <span className="tg-ellipsis">{item.reason_label ?? t('of.quarantined')}</span>
    </span>
  )
}

function Who({ item }: { item: LiveItem }) {
  const { t } = useTranslation('live')
  if (item.user_id !== '') return <span data-verbatim title={item.user_id}>{item.user_id}</span>
  if (item.anonymous_id === '') return <span className="tg-quiet">{t('nobody')}</span>
  return (
    <span className="tg-quiet" title={item.anonymous_id}>
      {t('device')} <span data-verbatim>{item.anonymous_id}</span>
    </span>
  )
}
