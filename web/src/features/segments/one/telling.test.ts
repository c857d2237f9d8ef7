import { describe, expect, it } from 'vitest'
import type { ComparedField } from '@/api/portraits/segments'
import { findTelling, rankValues } from './telling'

const value = (name: unknown, group: number, base: number) => ({
  value: name,
  label: String(name),
  group,
  base,
  group_share: group / 100,
  base_share: base / 1000,
  tgi: (group / 100 / (base / 1000)) * 100,
})
const field = (name: string, values: ReturnType<typeof value>[], defining = false): ComparedField => ({
  field: { name, label: name, kind: 'tag', type: 'text', unit: null },
  strength: 0.5,
  defining,
  group_known: 100,
  base_known: 1000,
  values,
  group: null,
  base: null,
  difference: null,
})

describe('what is telling', () => {
  it('is the largest difference of shares, not the largest index of a rare value', () => {
    expect(findTelling(field('tier', [value('rare', 1, 1), value('whale', 60, 100), value('minnow', 10, 500)]))?.value).toBe('whale')
  })
  it('is what they are before what they are not', () => {
    expect(findTelling(field('tier', [value('minnow', 0, 700), value('whale', 20, 100)]))?.value).toBe('whale')
    expect(findTelling(field('yes', [value(true, 1, 500)]))?.value).toBe(true)
  })
  it('is not that something is missing', () => {
    expect(findTelling(field('tier', [value(null, 90, 100), value('whale', 10, 50)]))?.value).toBe('whale')
  })
  it('is not what the rule itself reads', () => {
    const fields = [field('a', [value('x', 90, 100)], true), field('b', [value('y', 50, 100)]), field('n', [])]
    expect(rankValues(fields, 5).map((each) => each.field.field.name)).toEqual(['b'])
  })
})
