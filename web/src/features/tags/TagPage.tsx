import { useTranslation } from 'react-i18next'
import { useTag, type TagPageData } from '@/api/portraits/tags'
import { isNotFound } from '@/api/problem'
import { formatCount } from '@/lib/format'
import { useParam } from '@/lib/url'
import { Actions, Lineage, Meaning, useCadence, UsedBy, Versions } from '@/portraits/definition'
import { useWorld } from '@/rule-editor/data/world'
import { ButtonLink, Card, Empty, Failure, Instant, LinesSkeleton, Page, ShareBar, useLocale } from '@/ui'
import { Distribution } from './one/Distribution'
import { LatelyChanged } from './one/LatelyChanged'
import { Mece } from './one/Mece'
import { useClassWords, useWayWords } from './words'
import './tags.css'

/** One tag: how it is spread, what it means, who reads it, when it moved. */
export default function TagPage() {
  const { t } = useTranslation('tags')
  useWorld() // What the editor opens with, asked for while one still looks.
  const name = useParam('name')
  const query = useTag(name)
  const crumbs = [{ label: t('title'), to: '/tags' }]
  if (query.isError)
    return (
      <Page title={name} crumbs={crumbs}>
        {isNotFound(query.error) ? (
          <Empty title={t('one.notFound')} text={query.error.problem.next} action={<ButtonLink to="/tags">{t('one.back')}</ButtonLink>} />
        ) : (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    )
  if (!query.data)
    return (
      <Page title={name} crumbs={crumbs}>
        <div className="tg-grid">
          <Card className="tg-span-8">
            <LinesSkeleton rows={12} />
          </Card>
          <Card className="tg-span-4">
            <LinesSkeleton rows={12} />
          </Card>
        </div>
      </Page>
    )
  return <Loaded data={query.data} crumbs={crumbs} />
}

function Loaded({ data, crumbs }: { data: TagPageData; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation('tags')
  const { tag } = data
  const cased = tag.way === 'cases' || tag.way === 'rfm'
  return (
    <Page
      title={tag.label}
      crumbs={crumbs}
      subtitle={tag.description ?? undefined}
      actions={<Actions kind="tag" name={tag.name} label={tag.label} version={tag.version} />}
    >
      <div className="tg-grid">
        <div className="tg-column tg-span-8">
          <Distribution data={data} />
          <Meaning kind="tag" name={tag.name} title={t('one.rule')} formula={data.formula} listed={t('one.listed')} />
          {cased && <Mece name={tag.name} values={tag.values} />}
          <LatelyChanged data={data} />
        </div>
        <div className="tg-column tg-span-4">
          <Facts data={data} />
          <UsedBy used={data.used_by} />
          <Versions kind="tag" name={tag.name} version={tag.version} />
        </div>
        <div className="tg-span-12">
          <Lineage kind="tag" name={tag.name} label={tag.label} />
        </div>
      </div>
    </Page>
  )
}

function Facts({ data: { tag } }: { data: TagPageData }) {
  const { t } = useTranslation('tags')
  const locale = useLocale()
  const write = useCadence()
  const classes = useClassWords()
  const ways = useWayWords()
  return (
    <Card title={t('one.facts')}>
      <dl className="people-facts">
        <dt>{t('one.name')}</dt>
        <dd className="tg-mono" data-verbatim>
          {tag.name}
        </dd>
        {tag.path.length > 0 && (
          <>
            <dt>{t('list.path')}</dt>
            <dd>{tag.path_labels.join(' / ')}</dd>
          </>
        )}
        <dt>{t('list.coverage')}</dt>
        <dd>
          {tag.coverage ? (
            <>
              <ShareBar share={tag.coverage.share} label={t('list.coverage')} />
              <span className="tg-quiet tg-small">
                {t('one.ofCustomers', { covered: formatCount(tag.coverage.customers, locale), total: formatCount(tag.coverage.total, locale) })}
              </span>
            </>
          ) : (
            t('list.never')
          )}
        </dd>
        <dt>{t('list.class')}</dt>
        <dd>{classes(tag.class)}</dd>
        <dt>{t('list.way')}</dt>
        <dd>{ways(tag.way)}</dd>
        <dt>{t('list.cadence')}</dt>
        <dd>{write(tag.refresh)}</dd>
        <dt>{t('list.computed')}</dt>
        <dd>{tag.as_of ? <Instant at={tag.as_of} /> : t('list.never')}</dd>
        <dt>{t('list.version')}</dt>
        <dd className="tg-tabular">{tag.version}</dd>
        {tag.owner && (
          <>
            <dt>{t('list.owner')}</dt>
            <dd data-verbatim>{tag.owner}</dd>
          </>
        )}
      </dl>
    </Card>
  )
}
