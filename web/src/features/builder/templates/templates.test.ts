import { describe, expect, it } from 'vitest'
import type { EventInfo, World } from '@/rule-editor'
import { castRoles, findAmount, isReady, TEMPLATES } from './templates'

const event = (name: string, rows: number, ...properties: [string, EventInfo['properties'][0]['type']][]): EventInfo => ({
  name,
  label: name,
  rows,
  properties: properties.map(([each, type]) => ({ name: each, label: each, type, unit: null })),
})

function makeWorld(...events: EventInfo[]): World {
  return {
    operators: new Map(),
    fields: new Map(),
    segments: [],
    lists: [],
    purposes: [],
    timeZone: 'UTC',
    events: new Map(events.map((each) => [each.name, each])),
  }
}

const ready = (world: World) => {
  const cast = castRoles(world, {})
  return TEMPLATES.filter((template) => isReady(template, cast)).map((template) => template.id)
}

describe('templates', () => {
  it('are offered where the events are there that they need', () => {
    const grocer = makeWorld(event('order', 10, ['amount', 'decimal']), event('coupon_redeem', 3))
    expect(ready(grocer)).toContain('highValue')
    expect(ready(grocer)).toContain('coupons')
    expect(ready(grocer)).not.toContain('abandonedCart')
    expect(ready(makeWorld(event('login', 5)))).toEqual([])
  })

  it('find events and money under other names, Chinese ones too', () => {
    const tea = makeWorld(event('下单', 10, ['件数', 'integer'], ['实付金额', 'decimal']), event('浏览商品', 90))
    expect(castRoles(tea, {})).toEqual({ purchase: '下单', view: '浏览商品', amount: '实付金额' })
    expect(findAmount(event('x', 1, ['note', 'text']))).toBeUndefined()
  })

  it('take what is said by hand', () => {
    const odd = makeWorld(event('bon', 10, ['sum', 'decimal']))
    expect(castRoles(odd, {}).purchase).toBeUndefined()
    expect(castRoles(odd, { purchase: 'bon' })).toEqual({ purchase: 'bon', amount: 'sum' })
  })

  it('make rules of what was cast', () => {
    const cast = { purchase: 'p', cart: 'c', view: 'v', coupon: 'k', campaign: 'm', amount: 'a' }
    for (const template of TEMPLATES) expect(JSON.stringify(template.make(cast))).not.toContain('undefined')
  })
})
