import { useTranslation } from 'react-i18next'
import type { Used } from '@/api/portraits/tags'
import { Card, DefinitionLink } from '@/ui'
import './definition.css'

const KINDS = ['source', 'event', 'trait', 'tag', 'segment', 'list'] as const

/** The definitions that read this one. */
export function UsedBy({ used }: { used: Used[] }) {
  const { t } = useTranslation('portraits')
  return (
    <Card title={t('used.title')}>
      {used.length === 0 ? (
        <span className="tg-quiet">{t('used.none')}</span>
      ) : (
        <ul className="people-links">
          {used.map((each) => {
            const kind = KINDS.find((known) => known === each.kind)
            return (
              <li key={`${each.kind} ${each.name}`} className="tg-row">
                <span className="tg-quiet tg-small">{kind ? t(`lineage.${kind}`) : each.kind}</span>
                <DefinitionLink kind={each.kind} name={each.name} label={each.label} />
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
