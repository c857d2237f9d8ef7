import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SourceQuality } from '@/api/shapes'
import { findNamed } from '@/lib/find'
import { formatCount } from '@/lib/format'
import { ButtonLink, DataTable, Empty, Instant, Sparkline, useLocale, type DataColumn } from '@/ui'
import { DaysChart } from './DaysChart'
import { formatLag, nameBy, type PartProps } from './part'

/** Per source: how much came, how late, what was refused, what is noise; the days under each. */
export function SourcesTable({ query, search, tools }: PartProps) {
  const { t } = useTranslation('quality')
  const locale = useLocale()
  const count = (value: number, warn = false) => <span className={value === 0 ? 'tg-quiet' : warn ? 'tg-warn' : undefined}>{formatCount(value, locale)}</span>
  const noise = (key: 'bots' | 'tests' | 'double_clicks', title: string): DataColumn<SourceQuality> => ({
    key,
    title,
    width: 128,
    numeric: true,
    value: (row) => row[key],
    render: (row) => <span title={t('noise')}>{count(row[key])}</span>,
  })
  const columns: DataColumn<SourceQuality>[] = [
    { key: 'label', title: t('source'), width: 200, fixed: true, value: (row) => row.label, render: (row) => <Link to="/sources/$name" params={{ name: row.source } as never} title={row.source} data-verbatim>{row.label}</Link> },
    { key: 'rows', title: t('rows'), width: 120, numeric: true, value: (row) => row.rows, render: (row) => formatCount(row.rows, locale) },
    { key: 'today', title: t('today'), width: 104, numeric: true, value: (row) => row.today, render: (row) => count(row.today) },
    { key: 'days', title: t('course'), width: 104, render: (row) => <Sparkline points={row.days.map((each) => each.rows)} label={t('daysOf', { label: row.label })} /> },
    { key: 'last', title: t('last'), width: 168, value: (row) => row.last_at, render: (row) => <Instant at={row.last_at} /> },
    { key: 'lag', title: t('lag'), width: 104, numeric: true, value: (row) => row.lag_seconds, render: (row) => formatLag(row.lag_seconds, locale, (count) => t('lagDays', { count })) },
    {
      key: 'quarantined',
      title: t('quarantined'),
      width: 136,
      numeric: true,
      value: (row) => row.quarantined,
      render: (row) =>
        row.quarantined > 0 ? (
          <Link to="/quarantine" search={{ source: row.source } as never} className="tg-warn" aria-label={t('quarantineOf', { label: row.label, n: formatCount(row.quarantined, locale) })}>{formatCount(row.quarantined, locale)}</Link>
        ) : (
          count(0)
        ),
    },
    { key: 'duplicates', title: t('duplicates'), width: 128, numeric: true, value: (row) => row.duplicates, render: (row) => count(row.duplicates) },
    noise('bots', t('bots')),
    noise('tests', t('tests')),
    noise('double_clicks', t('doubles')),
  ]
  return (
    <DataTable<SourceQuality>
      name="quality-sources"
      label={t('tab.sources')}
      columns={columns}
      rows={findNamed(nameBy(query.data?.sources, (row) => row.source), search)}
      rowKey={(row) => row.source}
      error={query.error}
      onRetry={() => void query.refetch()}
      tools={tools}
      expand={(row) => <DaysChart source={row} />}
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
                <ButtonLink to="/sources">{t('toSources')}</ButtonLink>
              </>
            }
          />
        )
      }
    />
  )
}
