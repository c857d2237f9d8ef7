import { describe, expect, it } from 'vitest'
import { readLiteral, writeNumber, type Rule } from './rule'
import { changeOperator, isTest, readSubject, readTimes, replaceSubject, startTest, writeTimes, type TestRule } from './tests'
import { inferValue, listComparisons } from './typing'
import { changeSort, readSort, shiftDay, SORTS } from './windows'
import { CUSTOMER, foldName, type Operator, type World } from './world'

const operator = (name: string, family: string, gives = 'condition', more: Partial<Operator> = {}): Operator => ({
  name,
  family,
  gives,
  takes: [],
  unit: null,
  words: name,
  meaning: '',
  example: '',
  ...more,
})

const TABLE = [
  ...['=', '!=', '<', '>=', 'in', 'between', 'is known', 'is missing'].map((name) => operator(name, 'comparison')),
  ...['contains', 'starts with'].map((name) => operator(name, 'text')),
  operator('count', 'aggregate', 'integer'),
  operator('sum', 'aggregate', 'same'),
  operator('last', 'aggregate', 'same'),
  operator('top', 'group', 'text'),
  operator('days_since', 'function', 'number', { unit: 'day' }),
  operator('coalesce', 'function', 'same'),
  operator('gap', 'sequence', 'float', { unit: 'day' }),
]

const WORLD: World = {
  operators: new Map(TABLE.map((row) => [row.name, row])),
  events: new Map([
    [
      'order',
      {
        name: 'order',
        label: 'Order',
        rows: 9,
        properties: [{ name: 'amount', label: 'Amount', type: 'decimal', unit: 'USD' }],
      },
    ],
  ]),
  fields: new Map([[foldName('城市'), { name: '城市', label: '城市', type: 'text', unit: null, kind: 'trait', values: [] }]]),
  segments: [],
  lists: [],
  purposes: [],
  timeZone: 'UTC',
}

const COUNT: Rule = { aggregate: 'count', event: 'order' }

describe('types', () => {
  const type = (rule: Rule, scope = CUSTOMER as Parameters<typeof inferValue>[1]) => inferValue(rule, scope, WORLD)

  it('come from the operator table and the vocabulary', () => {
    expect(type(COUNT)).toEqual({ type: 'integer', unit: null })
    expect(type({ aggregate: 'sum', event: 'ORDER', property: 'Amount' })).toMatchObject({ type: 'decimal', unit: 'USD' })
    expect(type({ aggregate: 'last', event: 'order' })).toEqual({ type: 'instant', unit: null })
    expect(type({ aggregate: 'top', event: 'order', property: 'amount', k: 3 })?.type).toBe('list')
    expect(type({ call: 'days_since', args: [{ aggregate: 'last', event: 'order' }] })).toEqual({ type: 'float', unit: 'day' })
    expect(type({ call: 'coalesce', args: [{ name: '城市' }, { literal: '' }] })?.type).toBe('text')
    expect(type({ name: 'amount' }, { kind: 'event', event: 'order' })?.unit).toBe('USD')
    expect(type({ name: 'ts' }, { kind: 'event', event: 'order' })?.type).toBe('instant')
    expect(type({ name: 'nobody' })).toBeNull()
  })

  it('say which comparisons to offer', () => {
    expect(listComparisons('bool', WORLD)).toEqual(['=', '!=', 'is known', 'is missing'])
    expect(listComparisons('list', WORLD)).toEqual(['contains', 'not contains', 'is known', 'is missing'])
    expect(listComparisons('integer', WORLD)).toContain('not between')
    expect(listComparisons('text', WORLD)).not.toContain('<')
    expect(listComparisons('text', WORLD)).toContain('not starts with')
  })
})

describe('a test', () => {
  const start: TestRule = { op: '>=', left: COUNT, right: { literal: 5 } }

  it('keeps its subject and what the next operator takes', () => {
    expect(changeOperator(start, 'between', 'integer')).toEqual({
      op: 'between',
      value: COUNT,
      low: { literal: 5 },
      high: { literal: 5 },
    })
    expect(changeOperator(start, 'not in', 'integer')).toEqual({ op: 'not in', value: COUNT, items: [{ literal: 5 }] })
    expect(changeOperator(start, 'is known', 'integer')).toEqual({ op: 'is known', value: COUNT })
    const range = changeOperator(start, 'between', 'integer')
    expect(changeOperator(range, '>=', 'integer')).toEqual(start)
    expect(changeOperator(changeOperator(start, 'is missing', 'integer'), '<', 'integer')).toEqual({
      ...start,
      op: '<',
      right: { literal: 1 },
    })
    expect(changeOperator({ op: 'is known', value: { name: '城市' } }, 'contains', 'text')).toMatchObject({
      pattern: { literal: '' },
    })
  })

  it('is known by its form, and its subject can be replaced', () => {
    expect(isTest(start)).toBe(true)
    expect(isTest({ op: '+', left: COUNT, right: COUNT })).toBe(false)
    expect(isTest({ op: 'not', value: COUNT })).toBe(false)
    expect(readSubject(replaceSubject(start, { name: 'x' }))).toEqual({ name: 'x' })
    expect(readSubject(replaceSubject({ op: 'is known', value: COUNT }, { name: 'x' }))).toEqual({ name: 'x' })
  })

  it('begins in a way that fits the type', () => {
    expect(startTest({ name: 'x' }, 'bool')).toEqual({ name: 'x' })
    expect(startTest({ name: 'x' }, 'text')).toEqual({ op: 'is known', value: { name: 'x' } })
    expect(startTest({ name: 'x' }, 'date')).toMatchObject({ op: '<=', left: { call: 'days_since' } })
    expect(startTest({ name: 'x' }, 'decimal')).toEqual({ op: '>=', left: { name: 'x' }, right: { literal: 0 } })
  })

  it('about a number of times is read and written back', () => {
    const rules: Rule[] = [
      start,
      { op: '=', left: COUNT, right: { literal: 0 } },
      { op: '>', left: COUNT, right: { literal: 0 } },
      { op: 'between', value: COUNT, low: { literal: 2 }, high: { literal: 5 } },
    ]
    for (const rule of rules) {
      const found = readTimes(rule)
      expect(found && writeTimes(found.count, found.times)).toEqual(rule)
    }
    expect(readTimes(rules[1] as Rule)?.times.did).toBe(false)
    expect(readTimes({ op: '>', left: COUNT, right: COUNT })).toBeNull()
    expect(readTimes({ op: '>', left: COUNT, right: { decimal: '1.5' } })).toBeNull()
  })
})

describe('numbers', () => {
  it('are exact in both directions', () => {
    expect(writeNumber('12')).toEqual({ literal: 12 })
    expect(writeNumber('12.50')).toEqual({ decimal: '12.50' })
    expect(writeNumber('-3')).toEqual({ literal: -3 })
    expect(readLiteral({ decimal: '0.1' })).toBe('0.1')
  })
})

describe('windows', () => {
  it('change their sort and keep their lengths and days', () => {
    for (const sort of SORTS) expect(readSort(changeSort({ last: 7, unit: 'week' }, sort, '2017-12-31'))).toBe(sort)
    expect(changeSort({ last: 90, unit: 'day' }, 'ago', '2017-12-31')).toEqual({ ago: 180, until: 90, unit: 'day' })
    expect(changeSort({ ago: 180, until: 90, unit: 'day' }, 'last', '2017-12-31')).toEqual({ last: 90, unit: 'day' })
    expect(changeSort({ last: 3, unit: 'hour' }, 'this', '2017-12-31')).toEqual({ this: 'day' })
    expect(changeSort({ since: '2017-01-01' }, 'range', '2017-12-31')).toEqual({ from: '2017-01-01', to: '2017-12-31' })
    expect(changeSort(undefined, 'since', '2017-03-01')).toEqual({ since: '2017-01-30' })
    expect(shiftDay('2016-02-28', 1)).toBe('2016-02-29')
  })
})
