import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import type { Rule } from '../tree/rule'
import { findEvent, foldName, type Scope } from '../tree/world'
import { useFieldGroups } from './names'
import { NameSelect } from './NameSelect'

const CUSTOMER = 'customer.'

interface Props {
  rule: Rule
  scope: Scope & { kind: 'event' }
  onChange: (rule: Rule) => void
}

/** A name inside `where`: a property of the event, its time, or something of the customer (`customer.city`). */
export function ScopedField({ rule, scope, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const fields = useFieldGroups()
  const groups = useMemo(() => {
    const properties = findEvent(world, scope.event)?.properties ?? []
    const own = properties.map((each) => ({
      value: each.name,
      label: each.label,
      ...(each.label === each.name ? {} : { hint: each.name }),
    }))
    const times = properties.some((each) => foldName(each.name) === 'ts') ? [] : [{ value: 'ts', label: t('time'), hint: 'ts' }]
    return [
      { label: t('ofEvent'), options: [...own, ...times] },
      ...fields.map((group) => ({
        label: t('ofCustomer', { kind: group.label }),
        options: group.options.map((each) => ({ ...each, value: CUSTOMER + each.value })),
      })),
    ]
  }, [world, scope.event, fields, t])
  const value = 'customer' in rule ? CUSTOMER + rule.customer : 'name' in rule ? rule.name : ''
  return (
    <NameSelect
      label={t('property')}
      value={value}
      options={groups}
      onChange={(name) => onChange(name.startsWith(CUSTOMER) ? { customer: name.slice(CUSTOMER.length) } : { name })}
    />
  )
}
