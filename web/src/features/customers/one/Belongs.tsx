import { useTranslation } from 'react-i18next'
import type { Customer } from '@/api/portraits/customer'
import { Card, DefinitionLink, Instant } from '@/ui'
import { WhyButton } from './WhyButton'
import '@/portraits/definition/definition.css'

/** What they are in: segments with since when, consents by purpose. */
export function Belongs({ customer, onWhy }: { customer: Customer; onWhy: (name: string) => void }) {
  const { t } = useTranslation('customers')
  return (
    <>
      <Card title={t('belongs.segments')}>
        {customer.segments.length === 0 ? (
          <span className="tg-quiet">{t('belongs.noSegments')}</span>
        ) : (
          <ul className="people-links">
            {customer.segments.map((each) => (
              <li key={each.name} className="tg-row tg-between">
                <span className="tg-ellipsis">
                  <DefinitionLink kind="segment" name={each.name} label={each.label} />
                  <div className="tg-quiet tg-small">
                    {each.since ? (
                      <>
                        {t('tags.since')} <Instant at={each.since} />
                      </>
                    ) : (
                      t('tags.sinceFirst')
                    )}
                  </div>
                </span>
                <WhyButton label={each.label} onClick={() => onWhy(each.name)} />
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={t('belongs.consents')}>
        {customer.consents.length === 0 ? (
          <span className="tg-quiet">{t('belongs.noConsents')}</span>
        ) : (
          <ul className="people-links">
            {customer.consents.map((each) => (
              <li key={each.purpose} className="tg-row tg-between">
                <span>{each.purpose}</span>
                <span className="tg-row">
                  <span className={each.granted ? 'tg-good' : 'tg-bad'}>{t(each.granted ? 'belongs.granted' : 'belongs.refused')}</span>
                  <span className="tg-quiet tg-small">
                    <Instant at={each.at} />
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  )
}
