import { useTranslation } from 'react-i18next'
import { useVersions } from '@/api/queries/definitions'
import { ButtonLink, Card, Empty, Instant, Loaded } from '@/ui'
import './definition.css'

const SHOWN = 5

/** The latest versions of a definition; comparing and rolling back happen on its own page. */
export function Versions({ kind, name, version }: { kind: string; name: string; version: number | null }) {
  const { t } = useTranslation('portraits')
  const query = useVersions(kind, name)
  const path = `/definitions/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`
  return (
    <Card
      title={t('versions.title')}
      extra={
        <ButtonLink size="small" to={path}>
          {t('versions.compare')}
        </ButtonLink>
      }
    >
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty small title={t('versions.none')} />
          ) : (
            <ol className="people-links">
              {items.slice(0, SHOWN).map((each) => (
                <li key={each.version}>
                  <div className="tg-row">
                    <b className="tg-tabular">{t('versions.version', { version: each.version })}</b>
                    {each.version === version && <span className="tg-good tg-small">{t('versions.now')}</span>}
                    <span className="tg-quiet tg-small">
                      <Instant at={each.applied_at} />
                    </span>
                  </div>
                  <div className="tg-small tg-quiet" data-verbatim>
                    {[each.author, each.reason].filter(Boolean).join(' · ')}
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Card>
  )
}
