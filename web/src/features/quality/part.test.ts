import { expect, it } from 'vitest'
import { formatLag } from './part'

it('tells a long lag in days', () => {
  const locale = { language: 'en' as const, timeZone: 'UTC', currency: '' }
  const days = (count: number) => `${count} days`
  expect(formatLag(null, locale, days)).toBe('–')
  expect(formatLag(90, locale, days)).toBe('1 min 30 s')
  expect(formatLag(60_375_600, locale, days)).toBe('698 days')
})
