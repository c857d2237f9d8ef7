import { describe, expect, it } from 'vitest'
import { NO_PATH, buildTaxonomy, standsUnder } from './taxonomy'

const tag = (...path: string[]) => ({ path, path_labels: path.map((name) => name.toUpperCase()) })
const compare = (a: string, b: string) => a.localeCompare(b)

describe('the taxonomy', () => {
  const tags = [tag('b', 'x', '1'), tag('a', 'y'), tag('b', 'x', '2'), tag()]
  const tree = buildTaxonomy(tags, compare)

  it('has a level per name, with how many tags stand below', () => {
    expect(tree.map((level) => [level.label, level.count])).toEqual([['A', 1], ['B', 3 - 1], ['', 1]])
    expect(tree[1]?.children[0]?.children.map((level) => level.label)).toEqual(['1', '2'])
  })
  it('puts tags without a path last', () => expect(tree.at(-1)?.key).toBe(NO_PATH))
  it('finds the tags under a level', () => {
    expect(tags.filter((each) => standsUnder(each, 'b\tx'))).toHaveLength(2)
    expect(tags.filter((each) => standsUnder(each, NO_PATH))).toHaveLength(1)
    expect(tags.filter((each) => standsUnder(each, ''))).toHaveLength(4)
  })
  it('does not take a name for the beginning of another', () => {
    expect(standsUnder(tag('bb'), 'b')).toBe(false)
  })
})
