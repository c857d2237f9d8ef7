import { useTranslation } from 'react-i18next'
import { useDefinition } from '@/api/queries/definitions'
import { useMay } from '@/api/queries/session'
import { useParam } from '@/lib/url'
import { ButtonLink, Card, CodeBlock, DefinitionLink, Failure, Instant, LinesSkeleton, linkDefinition, Page } from '@/ui'
import { Versions } from './Versions'
import './definitions.css'

/** One definition in force: what it says, who uses it, every version and how they differ. */
export default function DefinitionPage() {
  const { t } = useTranslation('definitions')
  const kind = useParam('kind')
  const name = useParam('name')
  const query = useDefinition(kind, name)
  const may = useMay('analyst')
  const found = query.data
  const own = kind === 'tag' || kind === 'segment'
  return (
    <Page
      title={found?.label ?? name}
      crumbs={[{ label: t('title'), to: '/definitions' }]}
      subtitle={
        found && (
          <>
            {found.kind_label} <code className="tg-mono">{found.name}</code>
            {found.description && <> · {found.description}</>}
          </>
        )
      }
      actions={
        own && (
          <>
            <ButtonLink to={linkDefinition(kind, name)}>{t('page', { kind: found?.kind_label ?? '' })}</ButtonLink>
            {may && <ButtonLink to={`${linkDefinition(kind, name)}/edit`} type="primary">{t('edit')}</ButtonLink>}
          </>
        )
      }
    >
      {query.isError && found === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : found === undefined ? (
        <LinesSkeleton rows={10} />
      ) : (
        <div className="tg-grid">
          <div className="tg-span-4 tg-column">
            <Card title={t('body')}>
              <CodeBlock text={found.yaml} label={t('body')} height={480} />
              <dl className="tg-facts">
                <dt>{t('version')}</dt>
                <dd>{found.version}</dd>
                <dt>{t('appliedAt')}</dt>
                <dd><Instant at={found.applied_at} /></dd>
                <dt>{t('author')}</dt>
                <dd data-verbatim>{found.author}</dd>
                {found.owner && <><dt>{t('owner')}</dt><dd data-verbatim>{found.owner}</dd></>}
                {found.place && <><dt>{t('place')}</dt><dd className="tg-mono">{found.place}{found.pending && <span className="tg-warn"> {t('pendingHint')}</span>}</dd></>}
              </dl>
            </Card>
            <Card title={t('usedBy')}>
              {found.used_by.length === 0 ? (
                <span className="tg-quiet">{t('nobody')}</span>
              ) : (
                <ul className="tg-plain">
                  {found.used_by.map((each) => (
                    <li key={`${each.kind}/${each.name}`}>
                      <DefinitionLink {...each} /> <span className="tg-quiet tg-mono tg-small">{each.name}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Card>
          </div>
          <div className="tg-span-8 tg-column">
            <Versions kind={kind} name={name} />
          </div>
        </div>
      )}
    </Page>
  )
}
