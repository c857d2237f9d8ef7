import { expect, it } from 'vitest'
import { findNamed } from './find'

it('finds by name and label in any case', () => {
  const items = [{ name: 'order', label: '下单' }, { name: 'View', label: 'Seen' }]
  expect(findNamed(items, 'VIEW')).toEqual([items[1]])
  expect(findNamed(items, '下')).toEqual([items[0]])
  expect(findNamed(items, ' ')).toBe(items)
  expect(findNamed(undefined, 'x')).toBeUndefined()
})
