import { describe, expect, it } from 'vitest'
import { groupDays } from './days'

const moment = (event: string, at: string, id = '1') => ({ event, label: event, at, id, source: 's', properties: [] })

describe('the days of a timeline', () => {
  const days = groupDays(
    [
      moment('order', '2018-01-01T04:01:20Z'),
      moment('item', '2018-01-01T04:01:20Z', '1'),
      moment('item', '2018-01-01T04:01:20Z', '2'),
      moment('order', '2017-12-31T12:00:00Z'),
      moment('order', '2017-12-30T12:00:00Z'),
    ],
    'America/New_York',
  )
  it('are those of the shop, not of Greenwich', () => {
    expect(days.map((each) => [each.day, each.count])).toEqual([['2017-12-31', 4], ['2017-12-30', 1]])
  })
  it('keep the lines of one receipt together', () => {
    expect(days[0]?.bunches.map((each) => each.moments.length)).toEqual([1, 2, 1])
  })
})
