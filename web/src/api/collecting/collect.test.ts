import { describe, expect, it } from 'vitest'
import type { LiveItem, LiveList } from '../shapes'
import { mergeLive, MOST_SHOWN } from './collect'

const item = (position: number): LiveItem => ({ position }) as LiveItem
const list = (positions: number[], newest: number, skipped = 0): LiveList => ({ items: positions.map(item), newest, skipped })

describe('the last events', () => {
  it('puts what is new first and keeps each once', () => {
    const merged = mergeLive(list([3, 1], 3, 1), list([5, 4, 3], 5, 2))
    expect(merged.items.map(({ position }) => position)).toEqual([5, 4, 3, 1])
    expect([merged.newest, merged.skipped]).toEqual([5, 3])
  })

  it('is bounded', () => {
    const many = Array.from({ length: MOST_SHOWN }, (_, place) => MOST_SHOWN - place)
    expect(mergeLive(list(many, MOST_SHOWN), list([MOST_SHOWN + 1], MOST_SHOWN + 1)).items).toHaveLength(MOST_SHOWN)
  })

  it('begins anew with a journal that begins anew', () => {
    expect(mergeLive(list([9], 9), list([1], 1)).items.map(({ position }) => position)).toEqual([1])
    expect(mergeLive(undefined, list([1], 1)).newest).toBe(1)
  })
})
