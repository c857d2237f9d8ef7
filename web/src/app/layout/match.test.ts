import { expect, it } from 'vitest'
import { matchNames } from './match'

const items = [
  { name: 'value_tier', label: 'Value tier' },
  { name: 'rfm_group', label: 'RFM group' },
  { name: 'high_value', label: 'High value' },
  { name: 'sleeping', label: '沉睡客户' },
]

it('finds by label and by name, beginnings first', () => {
  expect(matchNames(items, 'value', 9).map((each) => each.name)).toEqual(['value_tier', 'high_value'])
  expect(matchNames(items, 'RFM_', 9).map((each) => each.name)).toEqual(['rfm_group'])
  expect(matchNames(items, '沉睡', 9).map((each) => each.name)).toEqual(['sleeping'])
})

it('gives no more than asked for, and nothing for strangers', () => {
  expect(matchNames(items, 'e', 2)).toHaveLength(2)
  expect(matchNames(items, 'zzz', 9)).toEqual([])
})
