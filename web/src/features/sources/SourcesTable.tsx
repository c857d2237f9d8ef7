import { useTranslation } from 'react-i18next'
import { useSources } from '@/api/queries/data'
import type { SourceItem } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { ButtonLink, DataTable, DefinitionLink, Empty, Instant, useLocale, type DataColumn } from '@/ui'
import { findNamed } from '@/lib/find'
import { readQuarantine } from '@/lib/quarantine'

/** Where rows come from; what the newest load took in and what it put into quarantine, with the reason. */
export function SourcesTable({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('sources')
  const locale = useLocale()
  const sources = useSources()
  const brings = (row: SourceItem): string =>
    [...row.events, ...(row.traits.length > 0 ? [t('brings.traits')] : []), ...(row.consents ? [t('brings.consents')] : [])].join(' · ')
  const reasons = (row: SourceItem): string =>
    readQuarantine(row.report)
      .reasons.map(([reason, rows]) => `${reason} ${formatCount(rows, locale)}`)
      .join(' · ')
  const columns: DataColumn<SourceItem>[] = [
    { key: 'label', title: t('label'), width: 200, fixed: true, value: (row) => row.label, render: (row) => <DefinitionLink kind="source" name={row.name} label={row.label} /> },
    { key: 'name', title: t('name'), width: 144, value: (row) => row.name, render: (row) => <code className="tg-mono">{row.name}</code> },
    { key: 'brings', title: t('kindOf'), width: 200, render: (row) => <span className="tg-ellipsis" title={brings(row)} data-verbatim>{brings(row)}</span> },
    { key: 'lastLoad', title: t('lastLoad'), width: 168, value: (row) => row.loaded_at, render: (row) => (row.loaded_at === null ? <span className="tg-quiet">{t('never')}</span> : <Instant at={row.loaded_at} />) },
    { key: 'loaded', title: t('loaded'), width: 120, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    {
      key: 'quarantined',
      title: t('quarantined'),
      width: 120,
      numeric: true,
      value: (row) => readQuarantine(row.report).total,
      render: (row) => {
        const { total } = readQuarantine(row.report)
        return <span className={total > 0 ? 'tg-warn' : 'tg-quiet'} title={reasons(row)}>{formatCount(total, locale)}</span>
      },
    },
    { key: 'why', title: t('why'), width: 200, hidden: true, render: (row) => <span className="tg-ellipsis" title={reasons(row)}>{reasons(row)}</span> },
    { key: 'owner', title: t('owner'), width: 144, value: (row) => row.owner, render: (row) => <span data-verbatim>{row.owner ?? ''}</span> },
    { key: 'place', title: t('place'), width: 280, render: (row) => <code className="tg-mono tg-ellipsis" data-verbatim title={Object.values(row.read).join('\n')}>{Object.values(row.read).join(' · ')}</code> },
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
          <Empty title={t('noSources')} text={t('noSourcesText')} action={<ButtonLink to="/definitions">{t('toDefinitions')}</ButtonLink>} />
        )
      }
    />
  )
}
