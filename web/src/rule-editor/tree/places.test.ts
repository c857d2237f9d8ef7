import { describe, expect, it } from 'vitest'
import { joinAreas, splitAreas } from './areas'
import { listLeaves } from './outline'
import { findLeafAt } from './places'
import type { Rule } from './rule'

describe('places', () => {
  const rule: Rule = {
    op: 'and',
    args: [
      { op: '>', left: { name: 'a' }, right: { literal: 1 } },
      { op: 'or', args: [{ name: 'b' }, { op: 'not', value: { name: 'c' } }] },
      { op: 'not', value: { name: 'd' } },
    ],
  }
  const areas = splitAreas(rule)
  const joined = joinAreas(areas) as Rule
  const at = (path: string) => {
    const id = findLeafAt(joined, path, [areas.include, areas.exclude])
    const leaf = [areas.include, areas.exclude].flatMap(listLeaves).find((each) => each.id === id)
    return leaf?.rule ?? null
  }

  it('lead to the row that holds them', () => {
    expect(at('$.args[0].left')).toEqual({ op: '>', left: { name: 'a' }, right: { literal: 1 } })
    expect(at('$.args[1].args[0]')).toEqual({ name: 'b' })
    expect(at('$.args[1].args[1].value')).toEqual({ name: 'c' })
    expect(at('$.args[2].value')).toEqual({ name: 'd' })
    expect(at('$.args[1]')).toBeNull()
    expect(at('$')).toBeNull()
    expect(at('$.args[9].left')).toBeNull()
  })
})
