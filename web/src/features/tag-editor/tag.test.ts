import { describe, expect, it } from 'vitest'
import { readMeta, type Rule } from '@/rule-editor'
import { findGap, listRules, listTexts, readTag, writeTag } from './tag'

type Body = Record<string, unknown>

/** Stands for the server: a text is the rule of its own name, and back. */
const rules = (body: Body) =>
  new Map<string, Rule>(
    listTexts(body).map((text) => [
      text,
      text === 'count(x in last 180 days)'
        ? { aggregate: 'count', event: 'x', window: { last: 180, unit: 'day' } }
        : text === 'top'
          ? { aggregate: 'top', event: 'order', property: 'store', k: 3 }
          : { name: text },
    ]),
  )
const write = (rule: Rule): string => {
  if ('name' in rule) return rule.name
  return 'aggregate' in rule && rule.aggregate === 'top' ? 'top' : 'count(x in last 180 days)'
}
const common = { kind: 'tag', name: 't', label: { en: 'T', zh: '标' }, path: ['A', 'B'], class: 'value' }

const BODIES: Body[] = [
  { ...common, when: 'a' },
  {
    ...common,
    cases: [
      { is: 'x', when: 'a', label: { en: 'X', zh: '甲' } },
      { is: 2, when: 'b' },
      { is: 'rest', else: true },
    ],
  },
  { ...common, value: 'a', unit: 'USD' },
  {
    ...common,
    value: 'a',
    tiers: [
      { at: 80, is: 'large' },
      { at: 0, is: 'zero' },
      { else: true, is: 'small' },
    ],
  },
  { ...common, value: 'a', quantiles: { n: 5 } },
  { ...common, value: 'a', quantiles: { labels: ['low', 'high'] } },
  { ...common, value: 'top' },
  { ...common, members: { file: 'lists/a.csv', column: 'id', since_column: 'from' } },
  {
    ...common,
    rfm: {
      event: 'order',
      amount: 'amount',
      window: 'in last 180 days',
      recency: { at: 14 },
      frequency: { percentile: 50 },
      monetary: { percentile: 50 },
    },
  },
]

describe('a tag', () => {
  it.each(BODIES.map((body) => [JSON.stringify(body).slice(70, 130), body] as const))(
    'is read and written back: %s',
    (_, body) => {
      const tag = readTag(body, readMeta('t', body), rules(body))
      expect(findGap(tag)).toBeNull()
      expect(writeTag(body, tag, write)).toEqual(body)
    },
  )

  it('keeps fields that no input shows, and one way only', () => {
    const body = { ...common, when: 'a', value_labels: { x: { en: 'X' } } }
    const tag = { ...readTag(body, readMeta('t', body), rules(body)), way: 'value' as const, value: { name: 'b' } }
    expect(writeTag(body, tag, write)).toEqual({ ...common, value: 'b', value_labels: { x: { en: 'X' } } })
    expect(listRules(tag)).toEqual([{ name: 'b' }])
  })

  it('says what is missing', () => {
    const empty = readTag(null, readMeta(null, null), new Map())
    expect(findGap(empty)).toBe('gap.when')
    expect(findGap({ ...empty, way: 'cases' })).toBe('gap.cases')
    expect(findGap({ ...empty, way: 'rfm' })).toBe('gap.rfm')
    expect(findGap({ ...empty, way: 'members' })).toBe('gap.members')
  })
})
