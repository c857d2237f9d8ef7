import { useTranslation } from 'react-i18next'
import type { Source, SourceLoad } from '@/api/shapes'
import { formatCount, formatDuration } from '@/lib/format'
import { Card, DataTable, Empty, Instant, ProblemWords, useLocale, type DataColumn } from '@/ui'

/** The last loads: what each brought, what it refused, why it failed. */
export function Loads({ source }: { source: Source }) {
  const { t } = useTranslation('sources')
  const locale = useLocale()
  const columns: DataColumn<SourceLoad>[] = [
    { key: 'at', title: t('loads.at'), width: 184, fixed: true, render: (row) => <Instant at={row.at} seconds /> },
    { key: 'new', title: t('loads.new'), width: 104, numeric: true, render: (row) => formatCount(row.new_rows, locale) },
    { key: 'rows', title: t('loads.rows'), width: 104, numeric: true, render: (row) => formatCount(row.rows, locale) },
    { key: 'rejected', title: t('rejected'), width: 96, numeric: true, render: (row) => <span className={row.rejected > 0 ? 'tg-warn' : 'tg-quiet'}>{formatCount(row.rejected, locale)}</span> },
    { key: 'ms', title: t('took'), width: 96, numeric: true, render: (row) => formatDuration(row.ms, locale) },
    { key: 'error', title: t('error'), width: 168, render: (row) => (row.error ? <span className="tg-bad source-words"><ProblemWords problem={row.error} /></span> : <span className="tg-good">{t('loads.fine')}</span>) },
  ]
  return (
    <Card title={t('loads.title')} flush>
      <DataTable<SourceLoad>
        name="source-loads"
        label={t('loads.title')}
        plain
        columns={columns}
        rows={source.loads}
        rowKey={(row) => row.at}
        empty={<Empty title={t(source.kind === 'push' ? 'loads.pushed' : 'loads.none')} small />}
      />
    </Card>
  )
}
