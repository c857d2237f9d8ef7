import { expect, it } from 'vitest'
import { readWhen, writeWhen } from './schedule'

it('reads every way to write a schedule', () => {
  expect(readWhen(null)).toEqual({ form: 'never' })
  expect(readWhen('hourly')).toEqual({ form: 'every', count: 1, unit: 'hour' })
  expect(readWhen('every  15 minutes')).toEqual({ form: 'every', count: 15, unit: 'minute' })
  expect(readWhen('every day at 3:00')).toEqual({ form: 'daily', time: '03:00' })
  expect(readWhen('weekly on Monday at 03:30')).toEqual({ form: 'weekly', day: 'monday', time: '03:30' })
  expect(readWhen('cron "30 3 * * 1-5"')).toEqual({ form: 'cron', line: '30 3 * * 1-5' })
})

it('writes what it has read', () => {
  for (const text of ['every 1 hour', 'every 10 seconds', 'daily at 03:00', 'weekly on friday at 18:30', 'cron 30 3 * * 1-5'])
    expect(writeWhen(readWhen(text))).toBe(text)
  expect(writeWhen({ form: 'never' })).toBeNull()
})
