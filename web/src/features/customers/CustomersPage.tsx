import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PeoplePage } from '@/api/portraits/people'
import { useVocabulary } from '@/api/queries/vocabulary'
import { useWorkspace } from '@/api/queries/workspace'
import { formatCount, formatDuration, formatInstant, formatShare } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { ExportButton } from '@/portraits/export/ExportButton'
import { chooseDefault } from '@/portraits/grid/columns'
import { PeopleGrid } from '@/portraits/grid/PeopleGrid'
import { ButtonLink, Empty, Failure, LinesSkeleton, Page, useLocale } from '@/ui'
import { Filters } from './list/Filters'
import { readQuery, showView } from './list/state'
import { Views } from './list/Views'
import './customers.css'

/** Customers: searched, filtered by a rule, sorted, with the columns one wants; as many as there are. */
export default function CustomersPage() {
  const { t } = useTranslation('customers')
  const [url, change] = useUrlState()
  const vocabulary = useVocabulary()
  const [found, setFound] = useState<PeoplePage | null>(null)
  const fields = vocabulary.data?.fields
  const usual = useMemo(() => chooseDefault(fields ?? []), [fields])
  const query = useMemo(() => readQuery(url, usual), [url, usual])
  const narrowed = query.rule !== undefined || query.search !== undefined

  const nobody = narrowed ? (
    <Empty
      title={t('list.nobody')}
      text={t('list.nobodyHint')}
      action={<Button onClick={() => change({ q: undefined, rule: undefined })}>{t('list.clearAll')}</Button>}
    />
  ) : (
    <Empty title={t('list.noneYet')} text={t('list.noneYetHint')} action={<ButtonLink to="/start">{t('list.firstStep')}</ButtonLink>} />
  )
  return (
    <Page
      full
      title={t('title')}
      subtitle={<Total found={found} narrowed={narrowed} />}
      actions={
        <>
          <Views url={url} onShow={(view) => change(showView(view), 'push')} />
          <ExportButton query={query} total={found?.total ?? 0} />
        </>
      }
    >
      <div className="customers-list">
        <Filters url={url} usual={usual} onChange={change} />
        {vocabulary.isError ? (
          <Failure error={vocabulary.error} onRetry={() => void vocabulary.refetch()} />
        ) : vocabulary.data === undefined ? (
          <LinesSkeleton rows={14} />
        ) : (
          <PeopleGrid
            query={query}
            onFound={setFound}
            onSort={({ sort, descending }) => change({ sort, desc: descending ? 'yes' : undefined }, 'push')}
            empty={nobody}
          />
        )}
      </div>
    </Page>
  )
}

/** How many of how many, as of when, answered how fast. */
function Total({ found, narrowed }: { found: PeoplePage | null; narrowed: boolean }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const { data: workspace } = useWorkspace()
  if (!found) return <>{'\u00a0'}</>
  const base = workspace?.customers ?? 0
  return (
    <span aria-live="polite" data-testid="total">
      <b className="tg-tabular customers-total">{t('total', { count: found.total, total: formatCount(found.total, locale) })}</b>
      {narrowed && base > 0 && <span>{t('shareOfBase', { share: formatShare(found.total / base, locale), base: formatCount(base, locale) })}</span>}
      {found.as_of !== null && <span>{t('answered', { asOf: formatInstant(found.as_of, locale), ms: formatDuration(found.ms, locale) })}</span>}
    </span>
  )
}
