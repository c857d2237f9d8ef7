import { expect, it } from 'vitest'
import type { EventMapping } from '@/api/shapes'
import { findFree, nameLine, readLines, writeWanted } from './wanted'

const order: EventMapping = {
  event: 'order',
  editable: true,
  outputs: [
    { name: 'user_id', label: '客户', needed: true, column: '会员', expression: '"会员"' },
    { name: 'amount', label: 'amount', needed: false, column: null, expression: 'CAST("价" AS DECIMAL)' },
  ],
}

it('writes what it has read: columns by name, what is computed by what it was called', () => {
  const lines = readLines(order)
  expect(writeWanted(lines)).toEqual([{ name: 'user_id', column: '会员' }, { name: 'amount', kept: 'amount' }])
  const renamed = lines.map((line) => (line.name === 'amount' ? { ...line, name: 'paid' } : line))
  expect(writeWanted(renamed)[1]).toEqual({ name: 'paid', kept: 'amount' })
})

it('finds columns that are free, and names for them', () => {
  const lines = readLines(order)
  expect(findFree(['会员', '价', 'channel'], lines)).toEqual(['价', 'channel'])
  expect(nameLine('Amount', lines)).toBe('Amount_2')
  expect(nameLine('pay time', lines)).toBe('pay_time')
})
