import { describe, expect, it } from 'vitest'
import { dayOf, fillDays } from './days'

const moves = (day: string, entered: number, left: number, size: number) => ({ day, at: `${day}T05:00:00Z`, entered, left, size })

describe('days', () => {
  it('keep the size on days when nobody moved, and know it before the first move', () => {
    const filled = fillDays([moves('2018-01-03', 5, 2, 103), moves('2018-01-05', 0, 3, 100)], '2018-01-06', 6)
    expect(filled.map((each) => each.day)).toEqual(['2018-01-01', '2018-01-02', '2018-01-03', '2018-01-04', '2018-01-05', '2018-01-06'])
    expect(filled.map((each) => each.size)).toEqual([100, 100, 103, 103, 100, 100])
    expect(filled.map((each) => each.entered)).toEqual([0, 0, 5, 0, 0, 0])
  })
  it('know no size where nothing ever moved', () => {
    expect(fillDays([], '2018-01-02', 2).map((each) => each.size)).toEqual([null, null])
  })
  it('are those of the shop', () => {
    expect(dayOf('2018-01-01T04:01:20Z', 'America/New_York')).toBe('2017-12-31')
    expect(dayOf('2018-01-01T04:01:20Z', 'Asia/Shanghai')).toBe('2018-01-01')
  })
})
