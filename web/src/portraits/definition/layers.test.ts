import { describe, expect, it } from 'vitest'
import { placeLineage } from './layers'

const node = (id: string) => ({ id, kind: 'tag', name: id, label: id })
const edge = (from: string, to: string) => ({ from, to })

describe('a lineage in columns', () => {
  const lineage = {
    focus: 'tag',
    nodes: ['source', 'event', 'trait', 'tag', 'segment', 'win_back'].map(node),
    edges: [edge('source', 'event'), edge('source', 'trait'), edge('event', 'tag'), edge('trait', 'tag'), edge('tag', 'segment'), edge('tag', 'win_back'), edge('segment', 'win_back')],
  }
  const { nodes, columns, rows } = placeLineage(lineage)
  const columnOf = (id: string) => nodes.find((each) => each.id === id)?.column

  it('runs from the source to the segments', () => {
    expect(columns).toBe(5)
    expect(['source', 'event', 'tag', 'segment', 'win_back'].map(columnOf)).toEqual([0, 1, 2, 3, 4])
  })
  it('stacks what stands in one column', () => {
    expect(columnOf('trait')).toBe(1)
    expect(rows).toBe(2)
  })
  it('draws a lone node alone', () => {
    expect(placeLineage({ focus: 'a', nodes: [node('a')], edges: [] })).toMatchObject({ columns: 1, rows: 1 })
  })
})
