import type { MonthItem } from '@/api/portraits/customer'

/** Something to draw per month: how many events there were, or the sum of a property of one event. */
export interface Measure {
  key: string
  label: string
  /** Empty for the count of all events. */
  event: string
  property: string
  unit: string | null
}

export interface MonthRow {
  month: string
  /** By the name of the event. */
  values: Record<string, number>
}

const COUNT = ''

/** What can be drawn: events counted, then every amount, of the event with the largest sum first. */
export function listMeasures(items: readonly MonthItem[], countLabel: string): Measure[] {
  const found = new Map<string, Measure & { total: number }>()
  for (const item of items)
    for (const sum of item.sums) {
      const key = `${item.event}.${sum.name}`
      const known = found.get(key)
      if (known) known.total += sum.value
      else found.set(key, { key, label: `${item.label} · ${sum.label}`, event: item.event, property: sum.name, unit: sum.unit, total: sum.value })
    }
  const sums = [...found.values()].sort((a, b) => b.total - a.total)
  return [
    { key: COUNT, label: countLabel, event: '', property: '', unit: null },
    ...sums.map(({ key, label, event, property, unit }) => ({ key, label, event, property, unit })),
  ]
}

/** Every month from the first to the last, oldest first, those without events too. */
export function fillMonths(items: readonly MonthItem[], measure: Measure): MonthRow[] {
  const months = items.map((item) => item.month).sort()
  const first = months[0]
  const last = months.at(-1)
  if (first === undefined || last === undefined) return []
  const rows = new Map<string, MonthRow>()
  for (let month = first; month <= last; month = next(month)) rows.set(month, { month, values: {} })
  for (const item of items) {
    const row = rows.get(item.month)
    if (!row) continue
    if (measure.property === '') row.values[item.event] = item.count
    else if (item.event === measure.event) {
      const sum = item.sums.find((each) => each.name === measure.property)
      if (sum) row.values[item.event] = sum.value
    }
  }
  return [...rows.values()]
}

function next(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${String(year)}-${String(number + 1).padStart(2, '0')}`
}
