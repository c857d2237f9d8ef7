import { useTranslation } from 'react-i18next'
import type { Plan, PlannedChange } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { Failure } from '../Failure'
import { Instant } from '../texts/Instant'
import { DefinitionLink } from '../texts/Links'
import { useLocale } from '../useLocale'
import { FieldChanges } from './FieldChanges'
import './plan.css'

/** A plan: each change with its fields, the customers it moves, what it reaches; mistakes and notices. */
export function PlanView({ plan }: { plan: Plan }) {
  const { t } = useTranslation('ui')
  return (
    <div className="tg-column">
      {plan.errors.length > 0 && (
        <div className="tg-column" style={{ gap: 8 }}>
          {plan.errors.map((problem, index) => (
            <Failure key={index} error={problem} small />
          ))}
        </div>
      )}
      {plan.changes.length === 0 && plan.errors.length === 0 && <div className="tg-quiet">{t('plan.nothing')}</div>}
      {plan.changes.map((change) => (
        <ChangeView key={`${change.kind}/${change.name}`} change={change} />
      ))}
      {plan.notices.length > 0 && (
        <ul className="tg-plan-notices">
          {plan.notices.map((notice, index) => (
            <li key={index}>
              {notice.message}
              {notice.next && <span className="tg-quiet tg-small"> {t('failure.next', { next: notice.next })}</span>}
            </li>
          ))}
        </ul>
      )}
      {plan.as_of && (
        <div className="tg-quiet tg-small">
          {t('plan.asOf')} <Instant at={plan.as_of} />
        </div>
      )}
    </div>
  )
}

function ChangeView({ change }: { change: PlannedChange }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const moved = change.customers
  return (
    <section className="tg-plan-change">
      <div className="tg-row tg-between">
        <strong className="tg-ellipsis">
          {t('plan.what', {
            action: t(`plan.action.${change.action}`, { defaultValue: change.action }),
            kind: t(`kind.${change.kind}`, { defaultValue: change.kind }),
            label: change.label,
          })}
        </strong>
        <code className="tg-mono tg-quiet tg-small">{change.name}</code>
      </div>
      {moved && (
        <div className="tg-plan-moved tg-tabular">
          <span className="tg-good">{t('plan.gained', { n: formatCount(moved.gained, locale) })}</span>
          <span className="tg-bad">{t('plan.lost', { n: formatCount(moved.lost, locale) })}</span>
          <span>{t('plan.changed', { n: formatCount(moved.changed, locale) })}</span>
          <span className="tg-quiet">{t('plan.total', { n: formatCount(moved.total, locale) })}</span>
        </div>
      )}
      {!change.effective && <div className="tg-quiet tg-small">{t('plan.wordsOnly')}</div>}
      {change.action === 'changed' && <FieldChanges fields={change.fields} />}
      {change.affects.length > 0 && (
        <div className="tg-small">
          {t('plan.affects')}{' '}
          {change.affects.map((each, index) => (
            <span key={`${each.kind}/${each.name}`}>
              {index > 0 && t('failure.comma')}
              <DefinitionLink {...each} />
            </span>
          ))}
        </div>
      )}
    </section>
  )
}
