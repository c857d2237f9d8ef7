import { describe, expect, it } from 'vitest'
import { joinAreas, splitAreas } from './areas'
import {
  copyItem,
  duplicateItem,
  findItem,
  findParent,
  insertItem,
  listLeaves,
  moveItem,
  negateItem,
  newGroup,
  newLeaf,
  removeItem,
  shiftItem,
  toItem,
  toRule,
  unwrapGroup,
  wrapItem,
  type Group,
} from './outline'
import type { Rule } from './rule'

const name = (text: string): Rule => ({ name: text })
const not = (value: Rule): Rule => ({ op: 'not', value })
const and = (...args: Rule[]): Rule => ({ op: 'and', args })
const or = (...args: Rule[]): Rule => ({ op: 'or', args })
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name) as [Rule, Rule, Rule, Rule]

/** Writes an outline as text: (a & !b), so that expectations can be read. */
function show(rule: Rule | null): string {
  if (rule === null) return '-'
  if ('op' in rule && 'args' in rule) return `(${rule.args.map(show).join(rule.op === 'and' ? ' & ' : ' | ')})`
  if ('op' in rule && rule.op === 'not' && 'value' in rule) return `!${show(rule.value)}`
  return 'name' in rule ? rule.name : '?'
}

/** A random rule: deep, with double negations and connectives of the same kind inside each other. */
function grow(random: () => number, depth: number): Rule {
  const pick = random()
  if (depth === 0 || pick < 0.3) return name('abcdefgh'[Math.floor(random() * 8)] as string)
  if (pick < 0.5) return not(grow(random, depth - 1))
  const args = Array.from({ length: 2 + Math.floor(random() * 3) }, () => grow(random, depth - 1))
  return pick < 0.75 ? and(...args) : or(...args)
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

const RANDOM = Array.from({ length: 2000 }, (_, seed) => grow(seeded(seed), 4))

describe('outline', () => {
  it('gives back the rule that it was made of', () => {
    for (const rule of RANDOM) expect(toRule(toItem(rule))).toEqual(rule)
  })

  it('leaves out what is empty and writes a group of one as its one', () => {
    expect(toRule(newGroup())).toBeNull()
    expect(show(toRule(newGroup([newGroup([newLeaf(a)]), newGroup()])))).toBe('a')
    expect(show(toRule(newGroup([newLeaf(a)], 'or', true)))).toBe('!a')
  })

  it('finds items and their groups', () => {
    const root = toItem(and(a, or(b, c))) as Group
    const leaves = listLeaves(root)
    expect(leaves.map((leaf) => show(leaf.rule))).toEqual(['a', 'b', 'c'])
    const [, second] = leaves
    expect(findItem(root, second?.id ?? '')).toBe(second)
    expect(show(toRule(findParent(root, second?.id ?? '') as Group))).toBe('(b | c)')
    expect(findItem(root, 'nobody')).toBeNull()
  })
})

describe('changes of the outline', () => {
  const start = (): { root: Group; id: (text: string) => string; inner: string } => {
    const root = toItem(and(a, or(b, c), d)) as Group
    const id = (text: string) => listLeaves(root).find((leaf) => show(leaf.rule) === text)?.id ?? ''
    return { root, id, inner: root.items[1]?.id ?? '' }
  }

  it('moves an item within its group', () => {
    const { root, id } = start()
    expect(show(toRule(moveItem(root, id('a'), root.id, 3)))).toBe('((b | c) & d & a)')
    expect(show(toRule(moveItem(root, id('d'), root.id, 0)))).toBe('(d & a & (b | c))')
    expect(moveItem(root, id('a'), root.id, 1)).toBe(root)
  })

  it('moves an item into another group, and a group not into itself', () => {
    const { root, id, inner } = start()
    expect(show(toRule(moveItem(root, id('d'), inner, 1)))).toBe('(a & (b | d | c))')
    expect(show(toRule(moveItem(root, id('b'), root.id, 0)))).toBe('(b & a & c & d)')
    expect(moveItem(root, inner, inner, 0)).toBe(root)
  })

  it('shifts an item, past the edge into the group above', () => {
    const { root, id } = start()
    expect(show(toRule(shiftItem(root, id('a'), 1)))).toBe('((b | c) & a & d)')
    expect(show(toRule(shiftItem(root, id('b'), -1)))).toBe('(a & b & c & d)')
    expect(show(toRule(shiftItem(root, id('c'), 1)))).toBe('(a & b & c & d)')
    expect(shiftItem(root, id('a'), -1)).toBe(root)
  })

  it('wraps, unwraps and keeps a negated group as it is', () => {
    const { root, id, inner } = start()
    const wrapped = insertItem(wrapItem(root, id('a')), findWrapper(wrapItem(root, id('a'))), newLeaf(b))
    expect(show(toRule(wrapped))).toBe('(a & (b | c) & d)')
    expect(show(toRule(unwrapGroup(root, inner)))).toBe('(a & b & c & d)')
    const negated = negateItem(root, inner)
    expect(show(toRule(unwrapGroup(negated, inner)))).toBe('(a & !(b | c) & d)')
  })

  const findWrapper = (root: Group): string => root.items.find((item) => item.kind === 'group')?.id ?? ''

  it('puts a second condition beside a wrapped one', () => {
    const { root, id } = start()
    const wrapped = wrapItem(root, id('d'))
    const group = wrapped.items[2] as Group
    expect(show(toRule(insertItem(wrapped, group.id, newLeaf(a), 0)))).toBe('(a & (b | c) & (a | d))')
  })

  it('negates, duplicates and removes', () => {
    const { root, id, inner } = start()
    expect(show(toRule(negateItem(root, id('b'))))).toBe('(a & (!b | c) & d)')
    expect(negateItem(negateItem(root, inner), inner)).toEqual(root)
    const twice: Group = duplicateItem(root, inner)
    expect(show(toRule(twice))).toBe('(a & (b | c) & (b | c) & d)')
    expect(new Set(ids(twice)).size).toBe(ids(twice).length)
    expect(show(toRule(removeItem(root, id('b'))))).toBe('(a & c & d)')
  })

  it('touches only what changes', () => {
    const { root, id, inner } = start()
    const after = negateItem(root, id('d'))
    expect(findItem(after, inner)).toBe(findItem(root, inner))
    expect(removeItem(root, 'nobody')).toBe(root)
    expect(ids(copyItem(root) as Group).some((each) => ids(root).includes(each))).toBe(false)
  })

  function ids(group: Group): string[] {
    return [group.id, ...group.items.flatMap((item) => (item.kind === 'group' ? ids(item) : [item.id]))]
  }
})

describe('areas', () => {
  const round = (rule: Rule) => joinAreas(splitAreas(rule))
  const areas = (rule: Rule) => {
    const found = splitAreas(rule)
    return `${show(toRule(found.include))} without ${show(toRule(found.exclude))}`
  }

  it('splits what is excluded from what is included', () => {
    expect(areas(a)).toBe('a without -')
    expect(areas(not(a))).toBe('- without a')
    expect(areas(and(a, b, not(c)))).toBe('(a & b) without c')
    expect(areas(and(a, not(or(b, c))))).toBe('a without (b | c)')
    expect(areas(and(or(a, b), not(and(c, d))))).toBe('(a | b) without (c & d)')
    expect(areas(and(a, not(b), not(c)))).toBe('a without (b | c)')
    expect(areas(or(a, not(b)))).toBe('(a | !b) without -')
    expect(areas(and(not(a), b))).toBe('(!a & b) without -')
  })

  it('joins to exactly the rule that was split', () => {
    for (const rule of RANDOM) expect(round(rule)).toEqual(rule)
  })

  it('joins areas that were built by hand', () => {
    const empty = splitAreas(null)
    expect(joinAreas(empty)).toBeNull()
    const include = newGroup([newLeaf(a), newLeaf(b)], 'or')
    const exclude = newGroup([newLeaf(c), newLeaf(d)], 'or')
    expect(show(joinAreas({ ...empty, include, exclude }))).toBe('((a | b) & !(c | d))')
    expect(show(joinAreas({ ...empty, exclude }))).toBe('!(c | d)')
    expect(show(joinAreas({ ...empty, include }))).toBe('(a | b)')
    expect(show(joinAreas({ include, exclude: newGroup([newLeaf(c)], 'or'), each: false }))).toBe('((a | b) & !c)')
  })
})
