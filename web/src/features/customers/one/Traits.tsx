import { useTranslation } from 'react-i18next'
import type { Customer, CustomerTrait } from '@/api/portraits/customer'
import { formatValue } from '@/lib/format'
import { Card, Instant, useLocale } from '@/ui'
import { isDated } from './dated'

/** Who this is: what is known with its source and age, what is not known quietly below. */
export function Traits({ customer }: { customer: Customer }) {
  const { t } = useTranslation(['customers', 'portraits'])
  const locale = useLocale()
  const known = customer.traits.filter((each) => each.value !== null)
  const missing = customer.traits.filter((each) => each.value === null)
  const write = (trait: CustomerTrait) =>
    trait.value_label ?? formatValue(trait.value, locale, { type: trait.type, unit: trait.unit, yes: t('portraits:yes'), no: t('portraits:no') })
  return (
    <Card title={t('customers:one.who')}>
      {customer.identities.length > 1 && (
        <dl className="people-facts customer-ids">
          {customer.identities.map((each) => (
            <Identity key={`${each.kind} ${each.value}`} kind={each.kind} value={each.value} />
          ))}
        </dl>
      )}
      {customer.traits.length === 0 ? (
        <span className="tg-quiet">{t('customers:traits.noneAtAll')}</span>
      ) : known.length === 0 ? (
        <span className="tg-quiet">{t('customers:traits.none')}</span>
      ) : (
        <dl className="customer-traits">
          {known.map((trait) => (
            <div key={trait.name}>
              <dt className="tg-quiet">{trait.label}</dt>
              <dd>
                <b>{write(trait)}</b>
                <div className="tg-quiet tg-small">
                  {trait.source_label}
                  {trait.source_label && ' · '}
                  {isDated(trait.since) ? <Instant at={trait.since} /> : t('customers:traits.undated')}
                </div>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {missing.length > 0 && (
        <p className="tg-quiet tg-small customer-missing">
          {t('customers:traits.missing', { names: missing.map((each) => each.label).join(t('portraits:comma')) })}
        </p>
      )}
    </Card>
  )
}

function Identity({ kind, value }: { kind: string; value: string }) {
  return (
    <>
      <dt>{kind}</dt>
      <dd className="tg-mono">{value}</dd>
    </>
  )
}
