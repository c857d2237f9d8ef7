import { describe, expect, it } from 'vitest'
import { fillMonths, listMeasures } from './months'

const item = (month: string, event: string, count: number, amount: number) => ({
  month, event, label: event.toUpperCase(), count, sums: [{ name: 'amount', label: 'Amount', unit: 'USD', value: amount }],
})
const items = [item('2018-02', 'order', 2, 30), item('2017-11', 'order', 1, 10), item('2017-11', 'refund', 1, 5)]

describe('months', () => {
  const [count, amount] = listMeasures(items, 'Events')

  it('offer the count first, then the largest amounts', () => {
    expect(listMeasures(items, 'Events').map((each) => each.label)).toEqual(['Events', 'ORDER · Amount', 'REFUND · Amount'])
  })
  it('are all there, over the turn of a year', () => {
    expect(count && fillMonths(items, count)).toEqual([
      { month: '2017-11', values: { order: 1, refund: 1 } },
      { month: '2017-12', values: {} },
      { month: '2018-01', values: {} },
      { month: '2018-02', values: { order: 2 } },
    ])
  })
  it('sum one amount of one event', () => {
    expect(amount && fillMonths(items, amount)[0]).toEqual({ month: '2017-11', values: { order: 10 } })
  })
  it('are none without events', () => expect(count && fillMonths([], count)).toEqual([]))
})
