import { useTranslation } from 'react-i18next'
import { useEvents } from '@/api/queries/data'
import type { EventItem } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { ButtonLink, DataTable, Empty, Instant, useLocale, type DataColumn } from '@/ui'
import { findNamed } from '@/lib/find'
import { useTypeWords } from './types'

/** Types of events: how many, of how many customers, from when to when; their properties under each. */
export function EventsTable({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const events = useEvents()
  const rows = findNamed(events.data?.items, search)
  const columns: DataColumn<EventItem>[] = [
    { key: 'label', title: t('label'), width: 200, fixed: true, value: (row) => row.label, render: (row) => row.label },
    { key: 'name', title: t('name'), width: 200, value: (row) => row.name, render: (row) => <code className="tg-mono">{row.name}</code> },
    { key: 'rows', title: t('rows'), width: 136, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    { key: 'customers', title: t('customers'), width: 136, numeric: true, value: (row) => row.customers, render: (row) => formatCount(row.customers, locale) },
    { key: 'first', title: t('first'), width: 168, value: (row) => row.first, render: (row) => <Instant at={row.first} /> },
    { key: 'last', title: t('last'), width: 168, value: (row) => row.last, render: (row) => <Instant at={row.last} /> },
    { key: 'properties', title: t('properties'), width: 112, numeric: true, value: (row) => row.properties.length, render: (row) => formatCount(row.properties.length, locale) },
  ]
  return (
    <DataTable<EventItem>
      name="events"
      label={t('tab.events')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.name}
      error={events.error}
      onRetry={() => void events.refetch()}
      tools={tools}
      expand={(row) => <Properties event={row} />}
      empty={
        search.trim() !== '' ? (
          <Empty title={t('noMatch')} small />
        ) : (
          <Empty title={t('noEvents')} text={t('noEventsText')} action={<ButtonLink to="/sources">{t('toSources')}</ButtonLink>} />
        )
      }
    />
  )
}

function Properties({ event }: { event: EventItem }) {
  const { t } = useTranslation('schema')
  const words = useTypeWords()
  return (
    <table className="tg-schema-properties">
      <thead>
        <tr>
          <th scope="col">{t('property')}</th>
          <th scope="col">{t('name')}</th>
          <th scope="col">{t('type')}</th>
          <th scope="col">{t('unit')}</th>
        </tr>
      </thead>
      <tbody>
        {event.properties.map((property) => (
          <tr key={property.name}>
            <td>{property.label}</td>
            <td><code className="tg-mono">{property.name}</code></td>
            <td>{words(property.type)}</td>
            <td data-verbatim>{property.unit ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
