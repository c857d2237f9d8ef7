import { describe, expect, it } from 'vitest'
import { MOST_PIXELS, clampPosition, measureList, pagesOf, positionOf, rowsAt, scrollTopOf } from './geometry'

describe('a list that fits', () => {
  const list = measureList(1000, 40, 600)
  it('scrolls as it is', () => {
    expect(list.scrolled).toBe(40_000)
    expect(positionOf(list, 1234)).toBeCloseTo(1234)
    expect(scrollTopOf(list, 1234)).toBeCloseTo(1234)
  })
  it('stays within its ends', () => {
    expect(clampPosition(list, -5)).toBe(0)
    expect(clampPosition(list, 1e9)).toBe(39_400)
  })
})

describe('a list of a million rows', () => {
  const list = measureList(1_000_000, 40, 600)
  it('is no taller than browsers draw', () => expect(list.scrolled).toBe(MOST_PIXELS))
  it('reaches its last row', () => {
    const end = positionOf(list, list.scrolled - list.seen)
    expect(rowsAt(end, 600, 40, 1_000_000, 0)).toEqual([999_985, 1_000_000])
  })
  it('gives back the place of the bar', () => {
    const position = 23_456_780
    expect(positionOf(list, scrollTopOf(list, position))).toBeCloseTo(position, 3)
  })
})

describe('rows and pages', () => {
  it('an empty list has none', () => {
    expect(rowsAt(0, 600, 40, 0, 5)).toEqual([0, 0])
    expect(pagesOf(0, 0, 100)).toEqual([])
  })
  it('a list shorter than the window does not move', () => {
    const list = measureList(3, 40, 600)
    expect(positionOf(list, 50)).toBe(0)
    expect(scrollTopOf(list, 50)).toBe(0)
  })
  it('rows at a border need both pages', () => expect(pagesOf(95, 115, 100)).toEqual([0, 1]))
})
