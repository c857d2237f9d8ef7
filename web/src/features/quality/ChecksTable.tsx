import { useTranslation } from 'react-i18next'
import type { CheckItem } from '@/api/shapes'
import { findNamed } from '@/lib/find'
import { formatCount } from '@/lib/format'
import { ButtonLink, DataTable, DefinitionLink, Empty, ShareBar, useLocale, type DataColumn } from '@/ui'
import type { PartProps } from './part'

/** Rules that must hold, and how many events or customers break each. */
export function ChecksTable({ query, search, tools }: PartProps) {
  const { t } = useTranslation('quality')
  const locale = useLocale()
  const columns: DataColumn<CheckItem>[] = [
    { key: 'label', title: t('check'), width: 224, fixed: true, value: (row) => row.label, render: (row) => <DefinitionLink kind="check" name={row.name} label={row.label} /> },
    { key: 'words', title: t('words'), width: 360, render: (row) => <span className="tg-ellipsis" title={row.words}>{row.words}</span> },
    { key: 'scope', title: t('scope'), width: 112, value: (row) => row.scope, render: (row) => t(`scopes.${row.scope}`, { defaultValue: row.scope }) },
    {
      key: 'broken',
      title: t('broken'),
      width: 128,
      numeric: true,
      value: (row) => row.broken,
      render: (row) => (row.broken === null ? <span className="tg-quiet">{t('notYet')}</span> : <span className={row.broken > 0 ? 'tg-warn' : 'tg-quiet'}>{formatCount(row.broken, locale)}</span>),
    },
    { key: 'share', title: t('share'), width: 176, value: (row) => row.share, render: (row) => (row.share === null ? <span className="tg-quiet">–</span> : <ShareBar share={row.share} label={row.label} />) },
    { key: 'reason', title: t('reason'), width: 280, render: (row) => <span className="tg-ellipsis" title={row.sample_reason ?? undefined}>{row.sample_reason ?? ''}</span> },
  ]
  return (
    <DataTable<CheckItem>
      name="quality-checks"
      label={t('tab.checks')}
      columns={columns}
      rows={findNamed(query.data?.rules, search)}
      rowKey={(row) => row.name}
      error={query.error}
      onRetry={() => void query.refetch()}
      tools={tools}
      empty={search.trim() !== '' ? <Empty title={t('noMatch')} small /> : <Empty title={t('noChecks')} text={t('noChecksText')} action={<ButtonLink to="/definitions">{t('toDefinitions')}</ButtonLink>} />}
    />
  )
}
