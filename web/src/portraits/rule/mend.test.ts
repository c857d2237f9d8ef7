import { describe, expect, it } from 'vitest'
import { mend } from './mend'

describe('mending a name', () => {
  it('replaces the wrong name, not the whole part that is wrong', () => {
    const mistake = { message: 'there is no event “ordr”', data: { start: 6, end: 26 } }
    expect(mend('count(ordr in last 30 days) >= 5', mistake, 'order')).toBe('count(order in last 30 days) >= 5')
  })
  it('finds the name that the message quotes last', () => {
    const mistake = { message: 'the event “order” has no property “amunt”', data: { start: 4, end: 15 } }
    expect(mend('sum(order.amunt) > 10', mistake, 'amount')).toBe('sum(order.amount) > 10')
  })
  it('takes the first name where the message quotes none', () => {
    expect(mend('价值等 = 1', { message: '?', data: { start: 0, end: 3 } }, '价值等级')).toBe('价值等级 = 1')
  })
  it('leaves the text where no place is known', () => {
    expect(mend('x', { message: '?', data: null }, 'y')).toBe('x')
    expect(mend('x', null, 'y')).toBe('x')
  })
})
