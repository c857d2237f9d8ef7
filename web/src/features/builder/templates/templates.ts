/** Segments that shops often want, as rules over roles of events; which event plays a role, the workspace says. */

import { foldName, type EventInfo, type Property, type Rule, type Window, type World } from '@/rule-editor'
import synonyms from './synonyms.json'

export type Role = 'purchase' | 'cart' | 'view' | 'coupon' | 'campaign'

/** The events that play the roles; for purchases, the property with the money too. */
export type Cast = Partial<Record<Role, string>> & { amount?: string }

export interface Template {
  id: string
  roles: Role[]
  money: boolean
  make: (cast: Required<Cast>) => Rule
}

const days = (last: number): Window => ({ last, unit: 'day' })
const count = (event: string, window?: Window): Rule => ({ aggregate: 'count', event, ...(window ? { window } : {}) })
const least = (left: Rule, number: number): Rule => ({ op: '>=', left, right: { literal: number } })
const since = (aggregate: 'first' | 'last', event: string): Rule => ({ call: 'days_since', args: [{ aggregate, event }] })

export const TEMPLATES: readonly Template[] = [
  {
    id: 'highValue',
    roles: ['purchase'],
    money: true,
    make: ({ purchase, amount }) => {
      const spent: Rule = { aggregate: 'sum', event: purchase, property: amount, window: days(365) }
      return { op: '>=', left: spent, right: { population: 'percentile', of: spent, p: '90' } }
    },
  },
  {
    id: 'sleeping',
    roles: ['purchase'],
    money: false,
    make: ({ purchase }) => ({ op: '>', left: since('last', purchase), right: { literal: 90 } }),
  },
  {
    id: 'fresh',
    roles: ['purchase'],
    money: false,
    make: ({ purchase }) => ({ op: '<=', left: since('first', purchase), right: { literal: 7 } }),
  },
  {
    id: 'churnRisk',
    roles: ['purchase'],
    money: false,
    make: ({ purchase }) => {
      const before: Window = { ago: 180, until: 90, unit: 'day' }
      return {
        op: 'and',
        args: [
          least(count(purchase, before), 3),
          {
            op: '<',
            left: count(purchase, days(90)),
            right: { op: '/', left: count(purchase, before), right: { literal: 2 } },
          },
        ],
      }
    },
  },
  {
    id: 'abandonedCart',
    roles: ['cart', 'purchase'],
    money: false,
    make: ({ cart, purchase }) => ({
      did: [{ event: cart }, { event: purchase, not: true, within: { number: 1, unit: 'day' } }],
      window: days(7),
    }),
  },
  {
    id: 'lookedOnly',
    roles: ['view', 'purchase'],
    money: false,
    make: ({ view, purchase }) => ({
      op: 'and',
      args: [least(count(view, days(14)), 3), { op: '=', left: count(purchase, days(14)), right: { literal: 0 } }],
    }),
  },
  {
    id: 'regular',
    roles: ['purchase'],
    money: false,
    make: ({ purchase }) => least({ aggregate: 'days', event: purchase, window: days(90) }, 6),
  },
  {
    id: 'onceOnly',
    roles: ['purchase'],
    money: false,
    make: ({ purchase }) => ({
      op: 'and',
      args: [
        { op: '=', left: count(purchase), right: { literal: 1 } },
        { op: '>', left: since('last', purchase), right: { literal: 30 } },
      ],
    }),
  },
  {
    id: 'coupons',
    roles: ['coupon'],
    money: false,
    make: ({ coupon }) => least(count(coupon, days(90)), 2),
  },
  {
    id: 'noAnswer',
    roles: ['campaign', 'purchase'],
    money: false,
    make: ({ campaign, purchase }) => ({
      did: [{ event: campaign }, { event: purchase, not: true, within: { number: 14, unit: 'day' } }],
      window: days(90),
    }),
  },
]

const NUMBERS = ['decimal', 'float', 'integer']

/** How well a name fits a role: 2 for the word itself, 1 where it holds it, 0 otherwise. */
function rate(words: string[], ...names: string[]): number {
  const folded = names.map(foldName)
  if (folded.some((name) => words.includes(name))) return 2
  return folded.some((name) => words.some((word) => name.includes(word))) ? 1 : 0
}

/** The event that seems to play a role, by name and label; undefined where none does. */
export function findRole(role: Role, world: World): string | undefined {
  const rated = [...world.events.values()]
    .map((event) => ({ event, fit: rate(synonyms[role], event.name, event.label) }))
    .filter((each) => each.fit > 0 && (role !== 'purchase' || findAmount(each.event) !== undefined || each.fit === 2))
    .sort((a, b) => b.fit - a.fit || b.event.rows - a.event.rows)
  return rated[0]?.event.name
}

/** The property of an event that seems to hold money. */
export function findAmount(event: EventInfo): string | undefined {
  const rated = event.properties
    .filter((property: Property) => NUMBERS.includes(property.type))
    .map((property) => ({
      property,
      fit: rate(synonyms.amount, property.name, property.label) * 2 + Number(property.type === 'decimal'),
    }))
    .filter((each) => each.fit > 0)
    .sort((a, b) => b.fit - a.fit)
  return rated[0]?.property.name
}

/** Whom the workspace casts: what is said by hand wins over what seems to fit. */
export function castRoles(world: World, said: Cast): Cast {
  const cast: Cast = { ...said }
  for (const role of ['purchase', 'cart', 'view', 'coupon', 'campaign'] as const) {
    const found = said[role] ?? findRole(role, world)
    if (found) cast[role] = found
  }
  const purchase = cast.purchase === undefined ? undefined : world.events.get(foldName(cast.purchase))
  if (cast.amount === undefined && purchase) {
    const amount = findAmount(purchase)
    if (amount) cast.amount = amount
  }
  return cast
}

/** Whether everything that a template needs is cast. */
export function isReady(template: Template, cast: Cast): cast is Required<Cast> {
  return template.roles.every((role) => cast[role] !== undefined) && (!template.money || cast.amount !== undefined)
}
