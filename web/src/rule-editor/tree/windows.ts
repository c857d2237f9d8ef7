/** Windows as the picker shows them: a sort and its fields. */

import type { Period, Unit, Window } from './rule'

export const SORTS = ['ever', 'last', 'ago', 'this', 'previous', 'since', 'before', 'range', 'next'] as const
export type Sort = (typeof SORTS)[number]

export function readSort(window: Window | undefined): Sort {
  if (window === undefined) return 'ever'
  if ('from' in window) return 'range'
  return SORTS.find((sort) => sort in window) ?? 'ever'
}

/** The window of another sort, with the lengths and days that the old one had. */
export function changeSort(window: Window | undefined, sort: Sort, today: string): Window | undefined {
  const unit = readUnit(window)
  const length = readLength(window)
  const [start, end] = readDays(window, today)
  switch (sort) {
    case 'ever':
      return undefined
    case 'last':
      return { last: length, unit }
    case 'next':
      return { next: length, unit }
    case 'ago':
      return { ago: length * 2, until: length, unit }
    case 'this':
      return { this: toPeriod(unit) }
    case 'previous':
      return { previous: toPeriod(unit) }
    case 'since':
      return { since: start }
    case 'before':
      return { before: end }
    case 'range':
      return { from: start, to: end }
  }
}

/** The day n days from a day, both ISO. */
export function shiftDay(day: string, days: number): string {
  const moved = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

function readUnit(window: Window | undefined): Unit {
  if (window === undefined) return 'day'
  if ('unit' in window) return window.unit
  if ('this' in window) return window.this
  return 'previous' in window ? window.previous : 'day'
}

function readLength(window: Window | undefined): number {
  if (window === undefined) return 30
  if ('last' in window) return window.last
  if ('next' in window) return window.next
  return 'until' in window ? Math.max(1, window.until) : 30
}

function readDays(window: Window | undefined, today: string): [string, string] {
  if (window === undefined) return [shiftDay(today, -30), today]
  if ('since' in window) return [window.since, laterDay(window.since, today)]
  if ('before' in window) return [shiftDay(window.before, -30), window.before]
  if ('from' in window) return [window.from, window.to]
  return [shiftDay(today, -30), today]
}

function laterDay(start: string, today: string): string {
  return start < today ? today : shiftDay(start, 1)
}

function toPeriod(unit: Unit): Period {
  return unit === 'second' || unit === 'minute' || unit === 'hour' ? 'day' : unit
}
