import { expect, it } from 'vitest'
import { findNamed } from './find'
import { readQuarantine } from './report'

it('counts what is in quarantine, most first', () => {
  const report = {
    outputs: [
      { quarantined: [{ message: 'no customer', rows: 2 }, { message: 'no time', rows: 3 }] },
      { quarantined: [{ message: 'no time', rows: 4 }] },
      {},
    ],
  }
  expect(readQuarantine(report)).toEqual({ total: 9, reasons: [['no time', 7], ['no customer', 2]] })
  expect(readQuarantine(null)).toEqual({ total: 0, reasons: [] })
  expect(readQuarantine({ read: 3 })).toEqual({ total: 0, reasons: [] })
})

it('finds by name and label in any case', () => {
  const items = [{ name: 'order', label: '下单' }, { name: 'View', label: 'Seen' }]
  expect(findNamed(items, 'VIEW')).toEqual([items[1]])
  expect(findNamed(items, '下')).toEqual([items[0]])
  expect(findNamed(items, ' ')).toBe(items)
  expect(findNamed(undefined, 'x')).toBeUndefined()
})
