import { useTranslation } from 'react-i18next'
import { useTraits } from '@/api/queries/data'
import type { TraitItem } from '@/api/shapes'
import { formatCount, formatShare } from '@/lib/format'
import { ButtonLink, DataTable, Empty, ShareBar, useLocale, useTypeWords, type DataColumn } from '@/ui'
import { findNamed } from '@/lib/find'

/** What is known of customers: of how many, and which values are most frequent. */
export function TraitsTable({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const words = useTypeWords()
  const traits = useTraits()
  const values = (row: TraitItem): string =>
    row.values
      .slice(0, 4)
      .map((each) => `${each.label} ${formatShare(each.share, locale)}`)
      .join(' · ')
  const columns: DataColumn<TraitItem>[] = [
    { key: 'label', title: t('label'), width: 184, fixed: true, value: (row) => row.label, render: (row) => row.label },
    { key: 'name', title: t('name'), width: 184, value: (row) => row.name, render: (row) => <code className="tg-mono">{row.name}</code> },
    { key: 'type', title: t('type'), width: 104, value: (row) => row.type, render: (row) => words(row.type) },
    { key: 'unit', title: t('unit'), width: 96, hidden: true, render: (row) => <span data-verbatim>{row.unit ?? ''}</span> },
    { key: 'coverage', title: t('coverage'), width: 200, value: (row) => row.coverage?.share, render: (row) => <ShareBar share={row.coverage?.share} label={row.label} /> },
    { key: 'customers', title: t('customers'), width: 112, numeric: true, value: (row) => row.coverage?.customers, render: (row) => formatCount(row.coverage?.customers, locale) },
    { key: 'values', title: t('values'), width: 400, render: (row) => <span className="tg-tabular tg-ellipsis" title={values(row)}>{values(row)}</span> },
  ]
  return (
    <DataTable<TraitItem>
      name="traits"
      label={t('tab.traits')}
      columns={columns}
      rows={findNamed(traits.data?.items, search)}
      rowKey={(row) => row.name}
      error={traits.error}
      onRetry={() => void traits.refetch()}
      tools={tools}
      empty={
        search.trim() !== '' ? (
          <Empty title={t('noMatch')} small />
        ) : (
          <Empty title={t('noTraits')} text={t('noTraitsText')} action={<ButtonLink to="/sources">{t('toSources')}</ButtonLink>} />
        )
      }
    />
  )
}
