import { expect, it } from 'vitest'
import { splitNames, writeSource } from './definition'

it('writes a database as its file holds it', () => {
  const text = writeSource({
    way: 'postgresql', name: 'shop', address: 'postgresql://user:${P}@host/shop', table: 'orders', cursor: 'updated_at', key: 'id',
    event: 'order', customer: '会员', time: 'paid "at"', others: 'amount, 渠道',
  })
  expect(text).toBe(`kind: source
name: "shop"
read: "postgresql://user:\${P}@host/shop"
table: "orders"
cursor: "updated_at"
key: "id"
events:
  "order": |
    select
      "会员" as user_id,
      "paid ""at""" as ts,
      "id" as message_id,
      "amount",
      "渠道"
    from raw
`)
})

it('writes no table for messages', () => {
  const text = writeSource({ way: 'mqtt', name: 'stores', address: 'mqtt://host/t', table: 'x', event: 'visit', customer: 'member', time: 'at' })
  expect(text).not.toContain('table:')
  expect(splitNames(' a，b、 c,,')).toEqual(['a', 'b', 'c'])
})
