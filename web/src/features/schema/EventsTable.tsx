import { CheckCircleOutlined, EyeOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useSchemaEvents, useTrackingPlan } from '@/api/queries/quality'
import type { SeenEvent } from '@/api/shapes'
import { formatCount, formatNumber } from '@/lib/format'
import { findNamed } from '@/lib/find'
import { ButtonLink, DataTable, DefinitionLink, Empty, Instant, useLocale, type DataColumn } from '@/ui'
import { useDeclaring } from './Declare'
import { Properties } from './Properties'

/** Every event that was seen or declared: its class and weight, who answers for it, since when, how much. */
export function EventsTable({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const events = useSchemaEvents()
  const plan = useTrackingPlan()
  const declaring = useDeclaring('events')
  const classes = new Map(plan.data?.classes.map(({ name, label }) => [name, label]))
  const rows = findNamed(events.data?.items.map((each) => ({ ...each, name: each.event })), search)
  const columns: DataColumn<SeenEvent>[] = [
    {
      key: 'label',
      title: t('label'),
      width: 168,
      fixed: true,
      value: (row) => row.label,
      render: (row) => (row.declared ? <DefinitionLink kind="event" name={row.event} label={row.label} /> : <span data-verbatim>{row.label}</span>),
    },
    { key: 'name', title: t('name'), width: 176, hidden: true, value: (row) => row.event, render: (row) => <code className="tg-mono">{row.event}</code> },
    {
      key: 'declared',
      title: t('state'),
      width: 104,
      value: (row) => row.declared,
      render: (row) =>
        row.declared ? (
          <span className="schema-state"><CheckCircleOutlined aria-hidden className="tg-good" /> {t('declared')}</span>
        ) : (
          <span className="schema-state"><EyeOutlined aria-hidden className="tg-warn" /> {t('seenOnly')}</span>
        ),
    },
    { key: 'class', title: t('class'), width: 112, value: (row) => row.class, render: (row) => (row.class ? (classes.get(row.class) ?? row.class) : <span className="tg-quiet">–</span>) },
    { key: 'weight', title: t('weight'), width: 96, numeric: true, value: (row) => row.weight, render: (row) => formatNumber(row.weight, locale) },
    { key: 'rows', title: t('rows'), width: 104, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    { key: 'customers', title: t('customers'), width: 120, numeric: true, value: (row) => row.customers, render: (row) => formatCount(row.customers, locale) },
    { key: 'properties', title: t('properties'), width: 120, numeric: true, value: (row) => row.properties.length, render: (row) => formatCount(row.properties.length, locale) },
    {
      key: 'problems',
      title: t('problems'),
      width: 160,
      value: (row) => row.problems.length,
      render: (row) =>
        row.problems.length > 0 && (
          <span className="schema-state tg-warn" title={row.problems.join('\n')}>
            <WarningOutlined aria-hidden /> <span className="tg-ellipsis">{row.problems[0]}</span>
          </span>
        ),
    },
    { key: 'last', title: t('last'), width: 160, value: (row) => row.last_at, render: (row) => <Instant at={row.last_at} /> },
    { key: 'first', title: t('first'), width: 168, hidden: true, value: (row) => row.first_at, render: (row) => <Instant at={row.first_at} /> },
    { key: 'sources', title: t('sources'), width: 160, hidden: true, value: (row) => row.sources.join(' '), render: (row) => <span className="tg-ellipsis" data-verbatim title={row.sources.join('\n')}>{row.sources.join(' · ')}</span> },
    { key: 'owner', title: t('owner'), width: 96, value: (row) => row.owner, render: (row) => <span data-verbatim>{row.owner ?? ''}</span> },
    ...(rows?.some(({ declared }) => !declared)
      ? [{ key: 'declare', title: t('declare'), width: 104, render: (row: SeenEvent) => !row.declared && declaring.button(row.event, row.label, t('declare')) }]
      : []),
  ]
  return (
    <>
      {declaring.dialog}
      <DataTable<SeenEvent>
        name="schema-events"
        label={t('tab.events')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.event}
        error={events.error}
        onRetry={() => void events.refetch()}
        tools={tools}
        expand={(row) => <Properties event={row} />}
        empty={
          search.trim() !== '' ? (
            <Empty title={t('noMatch')} small />
          ) : (
            <Empty
              title={t('noEvents')}
              text={t('noEventsText')}
              action={
                <>
                  <ButtonLink to="/start" type="primary">{t('toStart')}</ButtonLink>
                  <ButtonLink to="/sources">{t('toSources')}</ButtonLink>
                </>
              }
            />
          )
        }
      />
    </>
  )
}
