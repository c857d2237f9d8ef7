import { describe, expect, it } from 'vitest'
import { dayOf, fillDays } from './days'

const moves = (day: string, entered: number, left: number, size: number) => ({ day, at: `${day}T05:00:00Z`, entered, left, size })

describe('days', () => {
  it('are all there, those on which nobody moved too', () => {
    expect(fillDays([moves('2018-01-01', 5, 2, 103)], '2018-01-02', 3)).toEqual([
      { day: '2017-12-31', entered: 0, left: 0 },
      { day: '2018-01-01', entered: 5, left: 2 },
      { day: '2018-01-02', entered: 0, left: 0 },
    ])
  })
  it('are those of the shop', () => {
    expect(dayOf('2018-01-01T04:01:20Z', 'America/New_York')).toBe('2017-12-31')
    expect(dayOf('2018-01-01T04:01:20Z', 'Asia/Shanghai')).toBe('2018-01-01')
  })
})
