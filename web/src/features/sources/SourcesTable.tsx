import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSources } from '@/api/queries/sources'
import type { SourceItem } from '@/api/shapes'
import { findNamed } from '@/lib/find'
import { formatCount, formatDuration } from '@/lib/format'
import { ButtonLink, DataTable, Empty, Instant, useLocale, type DataColumn } from '@/ui'
import { SourceState, useWhenWords } from './words'

/** Where rows come from: how each source is, its last load, what was refused, when the next one is. */
export function SourcesTable({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('sources')
  const locale = useLocale()
  const when = useWhenWords()
  const sources = useSources()
  const brings = (row: SourceItem): string =>
    [...row.events, ...(row.traits.length > 0 ? [t('brings.traits', { count: row.traits.length })] : []), ...(row.consents ? [t('brings.consents')] : [])].join(' · ')
  const columns: DataColumn<SourceItem>[] = [
    { key: 'label', title: t('label'), width: 184, fixed: true, value: (row) => row.label, render: (row) => <Link to="/sources/$name" params={{ name: row.name } as never} title={row.name} data-verbatim>{row.label}</Link> },
    { key: 'status', title: t('state'), width: 120, value: (row) => row.status, render: (row) => <SourceState status={row.status} /> },
    { key: 'kind', title: t('kind'), width: 104, value: (row) => row.kind, render: (row) => t(`kinds.${row.kind}`) },
    { key: 'last', title: t('lastLoad'), width: 160, value: (row) => row.last_load?.at ?? row.loaded_at, render: (row) => ((row.last_load?.at ?? row.loaded_at) ? <Instant at={row.last_load?.at ?? row.loaded_at} /> : <span className="tg-quiet">{t('never')}</span>) },
    { key: 'ms', title: t('took'), width: 88, numeric: true, value: (row) => row.last_load?.ms, render: (row) => formatDuration(row.last_load?.ms, locale) },
    { key: 'rows', title: t('rows'), width: 104, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    {
      key: 'rejected',
      title: t('rejected'),
      width: 88,
      numeric: true,
      value: (row) => row.last_load?.rejected,
      render: (row) => {
        const count = row.last_load?.rejected ?? 0
        return count > 0 ? (
          <Link to="/quarantine" search={{ source: row.name } as never} className="tg-warn" aria-label={t('rejectedOf', { label: row.label, n: formatCount(count, locale) })}>{formatCount(count, locale)}</Link>
        ) : (
          <span className="tg-quiet">{row.last_load ? formatCount(0, locale) : '–'}</span>
        )
      },
    },
    { key: 'schedule', title: t('schedule'), width: 136, value: (row) => row.schedule?.next_at, render: (row) => (row.schedule ? <span className="tg-ellipsis" data-verbatim={row.schedule.every.startsWith('cron') || undefined}>{when(row.schedule.every)}</span> : <span className="tg-quiet">–</span>) },
    { key: 'error', title: t('error'), width: 200, render: (row) => row.last_load?.error && <span className="tg-bad tg-ellipsis" title={row.last_load.error.message}>{row.last_load.error.message}</span> },
    { key: 'brings', title: t('kindOf'), width: 176, render: (row) => <span className="tg-ellipsis" title={brings(row)} data-verbatim>{brings(row)}</span> },
    { key: 'owner', title: t('owner'), width: 128, value: (row) => row.owner, render: (row) => <span data-verbatim>{row.owner ?? ''}</span> },
    { key: 'next', title: t('next'), width: 168, hidden: true, value: (row) => row.schedule?.next_at, render: (row) => <Instant at={row.schedule?.next_at} /> },
    { key: 'place', title: t('place'), width: 280, hidden: true, render: (row) => <code className="tg-mono tg-ellipsis" data-verbatim title={row.address ?? undefined}>{row.address ?? ''}</code> },
  ]
  return (
    <DataTable<SourceItem>
      name="sources"
      label={t('title')}
      columns={columns}
      rows={findNamed(sources.data?.items, search)}
      rowKey={(row) => row.name}
      error={sources.error}
      onRetry={() => void sources.refetch()}
      tools={tools}
      empty={
        search.trim() !== '' ? (
          <Empty title={t('noMatch')} small />
        ) : (
          <Empty
            title={t('noSources')}
            text={t('noSourcesText')}
            action={
              <>
                <ButtonLink to="/start" type="primary">{t('toStart')}</ButtonLink>
                <ButtonLink to="/sources/new">{t('add')}</ButtonLink>
              </>
            }
          />
        )
      }
    />
  )
}
