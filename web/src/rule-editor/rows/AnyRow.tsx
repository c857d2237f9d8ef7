import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EventSelect, PropertySelect } from '../parts/names'
import { Sentence, Word } from '../parts/Sentence'
import { GroupConditions } from './GroupConditions'
import type { Rule } from '../tree/rule'
import { findEvent, type Scope } from '../tree/world'
import { useNames } from '../context'

interface Props {
  rule: { any: string; property: string; rule: Rule }
  onChange: (rule: Rule) => void
}

/** A rule about the events of one product, one store ... : one of them must fit it alone. */
export function AnyRow({ rule, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const scope = useMemo<Scope>(() => ({ kind: 'group', event: rule.any, property: rule.property }), [rule.any, rule.property])
  const changeEvent = (event: string) => {
    const property = findEvent(world, event)?.properties[0]?.name ?? ''
    onChange({ any: event, property, rule: { op: '>=', left: { aggregate: 'count', event }, right: { literal: 2 } } })
  }
  return (
    <span className="re-sequence">
      <span className="re-line">
        <Sentence
          en={['any', 'property', 'of', 'event', 'holds']}
          zh={['any', 'event', 'of', 'property', 'holds']}
          pieces={{
            any: <Word>{world.operators.get('any')?.words}</Word>,
            property: (
              <PropertySelect event={rule.any} value={rule.property} onChange={(property) => onChange({ ...rule, property })} />
            ),
            of: <Word>{t('of')}</Word>,
            event: <EventSelect value={rule.any} onChange={changeEvent} />,
            holds: <Word>{t('any.holds')}</Word>,
          }}
        />
      </span>
      <span className="re-inner">
        <GroupConditions rule={rule.rule} scope={scope} onChange={(inner) => onChange({ ...rule, rule: inner })} />
      </span>
    </span>
  )
}
