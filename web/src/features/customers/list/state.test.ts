import { describe, expect, it } from 'vitest'
import { readNames, writeNames } from '@/portraits/grid/columns'
import { pickView, readQuery, readSegment, sameView, showView } from './state'

describe('the list that an address asks for', () => {
  it('has the usual columns until some are named', () => {
    expect(readQuery({}, ['a', 'b'])).toEqual({ columns: ['a', 'b'] })
    expect(readQuery({ columns: 'c' }, ['a'])).toEqual({ columns: ['c'] })
  })
  it('has rule, search and order', () => {
    expect(readQuery({ rule: 'vip', q: ' 12 ', sort: 'spend', desc: 'yes' }, [])).toEqual({
      rule: 'vip', search: '12', columns: [], sort: 'spend', descending: true,
    })
  })
  it('names columns with commas in them', () => {
    const names = ['a,b', '50%', '价值层级']
    expect(readNames(writeNames(names))).toEqual(names)
  })
})

describe('a view', () => {
  it('keeps what makes the list, nothing else', () => {
    expect(pickView({ q: 'x', rule: '', why: 'vip', sort: 'a' })).toEqual({ q: 'x', sort: 'a' })
  })
  it('clears what it does not say', () => {
    expect(showView({ q: 'x' })).toEqual({ q: 'x', rule: undefined, columns: undefined, sort: undefined, desc: undefined })
  })
  it('is the same whatever the order of its keys', () => {
    expect(sameView({ q: 'x', sort: 'a' }, { sort: 'a', q: 'x' })).toBe(true)
    expect(sameView({ q: 'x' }, {})).toBe(false)
  })
})

describe('a rule that is a segment', () => {
  it('is known, quoted or not', () => {
    expect(readSegment('segment(vip)')).toBe('vip')
    expect(readSegment(' segment( "高危流失" ) ')).toBe('高危流失')
    expect(readSegment('segment("a ""b""")')).toBe('a "b"')
  })
  it('is not a rule that only begins so', () => {
    expect(readSegment('segment(vip) and homeowner')).toBeNull()
    expect(readSegment(undefined)).toBeNull()
  })
})
