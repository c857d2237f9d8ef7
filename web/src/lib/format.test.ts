import { describe, expect, it } from 'vitest'
import {
  formatAgo, formatBytes, formatClock, formatCompact, formatCount, formatDay, formatDelta, formatDuration, formatInstant, formatMoney, formatMonth,
  formatNumber, formatShare, formatValue, type Locale,
} from './format'

const en: Locale = { language: 'en', timeZone: 'America/New_York', currency: 'USD' }
const zh: Locale = { ...en, language: 'zh', timeZone: 'Asia/Shanghai', currency: 'CNY' }

describe('figures', () => {
  it('separates thousands and keeps two digits', () => {
    expect(formatCount(1234567, en)).toBe('1,234,567')
    expect(formatNumber(1234.5678, zh)).toBe('1,234.57')
    expect(formatCount(null, en)).toBe('–')
  })
  it('shortens by the language', () => {
    expect(formatCompact(12_345, en)).toBe('12.3k')
    expect(formatCompact(12_345, zh)).toBe('1.2万')
  })
  it('shows small shares', () => {
    expect(formatShare(0.1234, en)).toBe('12.3%')
    expect(formatShare(0.23, en)).toBe('23.0%')
    expect(formatShare(0.0004, zh)).toBe('0.04%')
    expect(formatShare(1, en)).toBe('100%')
    expect(formatShare(0, en)).toBe('0%')
  })
  it('writes money, and a plain figure where no currency is named', () => {
    expect(formatMoney(1234.5, en)).toBe('$1,234.50')
    expect(formatMoney(1234.5, zh)).toBe('¥1,234.50')
    expect(formatMoney(409152.5, en)).toBe('$409,153')
    expect(formatMoney(12, { ...en, currency: '' })).toBe('12')
  })
  it('signs changes', () => {
    expect(formatDelta(12, en)).toBe('+12')
    expect(formatDelta(-0.05, en, formatShare)).toBe('−5.0%')
    expect(formatDelta(0, en)).toBe('0')
  })
})

describe('time', () => {
  it('is shown in the zone of the workspace', () => {
    expect(formatInstant('2018-01-01T04:01:20Z', en)).toBe('31 Dec 2017, 23:01')
    expect(formatInstant('2018-01-01T04:01:20Z', zh)).toBe('2018年1月1日 12:01')
    expect(formatInstant('2018-01-01T04:01:20Z', en, true)).toBe('31 Dec 2017, 23:01:20')
  })
  it('leaves days as they are', () => {
    expect(formatDay('2018-01-01', en)).toBe('1 Jan 2018')
    expect(formatInstant('2018-01-01', zh)).toBe('2018年1月1日')
    expect(formatMonth('2018-01', en)).toBe('Jan 2018')
    expect(formatDay('soon', en)).toBe('soon')
  })
  it('says how long ago', () => {
    expect(formatAgo('2017-12-29T00:00:00Z', '2018-01-01T00:00:00Z', en)).toBe('3 days ago')
    expect(formatAgo('2017-12-29T00:00:00Z', '2018-01-01T00:00:00Z', zh)).toBe('3天前')
  })
  it('writes durations', () => {
    expect(formatDuration(240, en)).toBe('240 ms')
    expect(formatDuration(12_340, zh)).toBe('12.3 秒')
    expect(formatDuration(95_000, en)).toBe('1 min 35 s')
    expect(formatDuration(3_720_000, zh)).toBe('1 小时 2 分')
  })
})

describe('values', () => {
  it('follow their type and unit', () => {
    expect(formatValue(true, en, { yes: 'Yes' })).toBe('Yes')
    expect(formatValue(12.5, en, { unit: 'USD' })).toBe('$12.50')
    expect(formatValue(['a', 'b'], zh)).toBe('a、b')
    expect(formatValue('2018-01-01', en, { type: 'date' })).toBe('1 Jan 2018')
    expect(formatValue(null, en)).toBe('–')
  })
})

describe('the machine', () => {
  it('writes sizes and clocks', () => {
    expect([0, 900, 1536, 5 * 2 ** 30].map((size) => formatBytes(size, en))).toEqual(['0 B', '900 B', '1.5 KiB', '5 GiB'])
    expect(formatClock('2026-03-01T01:30:05.12Z', zh)).toBe('09:30:05.120')
    expect(formatClock(null, zh)).toBe('–')
  })
})
