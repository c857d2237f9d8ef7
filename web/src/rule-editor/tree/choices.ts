/** What can be added to a group: kinds of conditions and the names they are about. */

import type { Rule } from './rule'
import { startTest } from './tests'
import { inferValue } from './typing'
import { findMainEvent, fitAggregate } from './values'
import { CUSTOMER, type World } from './world'

export const KINDS = [
  'did',
  'figure',
  'since',
  'sequence',
  'any',
  'trait',
  'tag',
  'score',
  'segment',
  'list',
  'consent',
  'share',
  'text',
] as const
export type Kind = (typeof KINDS)[number]

export interface Choice {
  kind: Kind
  name: string
  label: string
  /** What it makes; called when it is chosen. */
  make: () => Rule
}

/** The kinds that are about nothing by name: choosing the kind adds the row. */
export const BARE: readonly Kind[] = ['sequence', 'any', 'share', 'text']

/** Everything that can be added to a rule about customers. */
export function listChoices(world: World): Choice[] {
  const events = [...world.events.values()].sort((a, b) => b.rows - a.rows)
  const fields = [...world.fields.values()]
  const of = (kind: Kind, name: string, label: string, make: () => Rule): Choice => ({ kind, name, label, make })
  return [
    ...events.map((each) => of('did', each.name, each.label, () => makeTimes(each.name))),
    ...events.flatMap((each) =>
      each.properties.length ? [of('figure', each.name, each.label, () => makeFigure(each.name, world))] : [],
    ),
    ...events.map((each) => of('since', each.name, each.label, () => makeSince(each.name))),
    ...fields.map((each) =>
      of(each.kind, each.name, each.label, () => {
        const value: Rule = { name: each.name }
        return startField(value, world, each.values[0]?.value)
      }),
    ),
    ...world.segments.map((each) => of('segment', each.name, each.label, () => ({ segment: each.name }))),
    ...world.lists.map((each) => of('list', each.name, each.label, () => ({ list: each.name }))),
    ...world.purposes.map((each) => of('consent', each.name, each.label, () => ({ consent: each.name }))),
  ]
}

/** A first row of a kind that needs no name; null where the workspace has nothing for it. */
export function makeBare(kind: Kind, world: World): Rule | null {
  const event = findMainEvent(world)
  switch (kind) {
    case 'sequence':
      return event === ''
        ? null
        : { did: [{ event }, { event, within: { number: 7, unit: 'day' } }], window: { last: 90, unit: 'day' } }
    case 'any': {
      const found = [...world.events.values()].find((each) => each.properties.some((property) => property.type === 'text'))
      const property = found?.properties.find((each) => each.type === 'text')
      if (!found || !property) return null
      return { any: found.name, property: property.name, rule: makeTimes(found.name, 2) }
    }
    case 'share':
      return { share: '0.1', seed: new Date().toISOString().slice(0, 10) }
    case 'text':
      return { literal: '' }
    default:
      return null
  }
}

function makeTimes(event: string, least = 1): Rule {
  const count: Rule = { aggregate: 'count', event, window: { last: 30, unit: 'day' } }
  return { op: '>=', left: count, right: { literal: least } }
}

function makeFigure(event: string, world: World): Rule {
  const sum = fitAggregate({ aggregate: 'sum', event, window: { last: 90, unit: 'day' } }, world)
  if (sum.property !== undefined) return { op: '>=', left: sum, right: { literal: 100 } }
  const distinct = fitAggregate({ aggregate: 'distinct', event, window: { last: 90, unit: 'day' } }, world)
  return { op: '>=', left: distinct, right: { literal: 2 } }
}

function makeSince(event: string): Rule {
  return { op: '>', left: { call: 'days_since', args: [{ aggregate: 'last', event }] }, right: { literal: 30 } }
}

function startField(value: Rule, world: World, first: string | undefined): Rule {
  const type = inferValue(value, CUSTOMER, world)?.type ?? null
  if (type === 'text' && first !== undefined) return { op: 'in', value, items: [{ literal: first }] }
  return startTest(value, type)
}

/** The choices that fit what was typed: every word in the label, the name or the kind's words. */
export function searchChoices(choices: Choice[], typed: string, sayKind: (kind: Kind) => string): Choice[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return choices
  const starts = (each: Choice) => each.label.toLowerCase().startsWith(words[0] ?? '')
  return choices
    .filter((each) => {
      const text = `${each.label} ${each.name} ${sayKind(each.kind)}`.normalize('NFKC').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => Number(starts(b)) - Number(starts(a)))
}
