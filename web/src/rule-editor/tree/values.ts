/** Values of a rule (aggregates, fields, functions) built and changed, keeping what the next one can keep. */

import type { Aggregate, Gap, Rule, Selection } from './rule'
import { isNumber } from './typing'
import { findEvent, foldName, type Property, type Scope, type World } from './world'

/** What a value is, as the menu of a value sorts it. */
export type ValueSort = 'literal' | 'field' | 'aggregate' | 'gap' | 'call' | 'population' | 'text'

/** Which editor a value has; `text` for whatever is deeper than a row can show. */
export function readValueSort(rule: Rule, scope: Scope): ValueSort {
  if ('literal' in rule || 'decimal' in rule || 'date' in rule || 'instant' in rule) return 'literal'
  if ('name' in rule) return 'field'
  if ('customer' in rule) return 'field'
  if ('aggregate' in rule) return scope.kind === 'event' ? 'text' : 'aggregate'
  if ('gap' in rule) return 'gap'
  if ('call' in rule) return rule.args.length === 1 ? 'call' : 'text'
  return 'population' in rule ? 'population' : 'text'
}

/** Which properties an aggregate of the operator table takes; none where it counts events. */
export function fitProperty(aggregate: string, world: World): ((property: Property) => boolean) | null {
  const takes = world.operators.get(aggregate)?.takes ?? []
  if (takes.includes('event.number')) return (property) => isNumber(property.type)
  return takes.includes('event.property') ? () => true : null
}

/** Whether an aggregate can do without a property. */
export function needsProperty(aggregate: string, world: World): boolean {
  return !(world.operators.get(aggregate)?.takes ?? []).includes('event')
}

/** The aggregate with a property that fits it: the one it has, else the first of the event, else none. */
export function fitAggregate(aggregate: Aggregate, world: World): Aggregate {
  const fits = fitProperty(aggregate.aggregate, world)
  const { property, k, ...rest } = aggregate
  const kept = aggregate.aggregate === 'top' && k !== undefined ? { k } : {}
  if (fits === null) return { ...rest, ...kept }
  const properties = (findEvent(world, aggregate.event)?.properties ?? []).filter(fits)
  const known = property !== undefined && properties.some((each) => foldName(each.name) === foldName(property))
  if (known) return { ...rest, property, ...kept }
  const [first] = properties
  if (!needsProperty(aggregate.aggregate, world)) return { ...rest, ...kept }
  return { ...rest, ...(first ? { property: first.name } : {}), ...kept }
}

/** Another aggregate over the same events. */
export function changeAggregate(aggregate: Aggregate, name: string, world: World): Aggregate {
  return fitAggregate({ ...aggregate, aggregate: name }, world)
}

/** The same aggregate over another event; a condition on the rows of the old one goes. */
export function changeEvent(aggregate: Aggregate, event: string, world: World): Aggregate {
  const { where: _gone, ...rest } = aggregate
  return fitAggregate({ ...rest, event }, world)
}

export function setSelection<Part extends Selection | Gap>(part: Part, change: Partial<Selection>): Part {
  const next = { ...part, ...change } as Record<string, unknown>
  for (const [key, value] of Object.entries(next)) if (value === undefined) delete next[key]
  return next as Part
}

/** The event that a new condition begins with: purchases where they are called so, else one with money, else most rows. */
export function findMainEvent(world: World): string {
  const events = [...world.events.values()].sort((a, b) => b.rows - a.rows)
  const named = events.find((each) => ['order', 'purchase', 'transaction'].includes(foldName(each.name)))
  const paid = events.find((each) => each.properties.some((property) => property.type === 'decimal'))
  return (named ?? paid ?? events[0])?.name ?? ''
}

/** A first value of a sort, about what the old value was about. */
export function startValue(sort: ValueSort, name: string | null, old: Rule, scope: Scope, world: World): Rule {
  const event = findEventOf(old) ?? (scope.kind === 'group' ? scope.event : findMainEvent(world))
  switch (sort) {
    case 'field':
      return startField(scope, world)
    case 'aggregate':
      return fitAggregate({ aggregate: name ?? 'count', ...readSelection(old, event) }, world)
    case 'gap':
      return { gap: { event } }
    case 'call':
      return { call: name ?? 'days_since', args: [startTime(old, event, scope)] }
    case 'population': {
      const of = 'population' in old ? old.of : old
      return name === 'rank' ? { population: 'rank', of } : { population: 'percentile', of, p: '90' }
    }
    case 'literal':
    case 'text':
      return { literal: 0 }
  }
}

function startField(scope: Scope, world: World): Rule {
  if (scope.kind === 'event') return { name: findEvent(world, scope.event)?.properties[0]?.name ?? 'ts' }
  return { name: [...world.fields.values()][0]?.name ?? '' }
}

function startTime(old: Rule, event: string, scope: Scope): Rule {
  if ('call' in old && old.args[0]) return old.args[0]
  if (scope.kind === 'event') return { name: 'ts' }
  if ('aggregate' in old && (old.aggregate === 'first' || old.aggregate === 'last') && !old.property) return old
  return { aggregate: 'last', ...readSelection(old, event) }
}

function readSelection(old: Rule, event: string): Selection {
  if (!('aggregate' in old)) return { event }
  const { event: same, property, where, window } = old
  return setSelection({ event: same, property, where, window } as Selection, {})
}

function findEventOf(rule: Rule): string | undefined {
  if ('aggregate' in rule) return rule.event
  if ('gap' in rule) return rule.gap.event
  const [first] = 'call' in rule ? rule.args : []
  return first ? findEventOf(first) : undefined
}
