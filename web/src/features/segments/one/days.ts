import type { DayMoves } from '@/api/portraits/segments'

export interface Day {
  day: string
  entered: number
  left: number
  size: number | null
}

const MS = 86_400_000
const write = (at: number): string => new Date(at).toISOString().slice(0, 10)
const read = (day: string): number => new Date(`${day}T00:00:00Z`).getTime()

/** Every day up to the last one: days on which nobody moved keep the size before. */
export function fillDays(series: readonly DayMoves[], until: string, days: number): Day[] {
  const moved = new Map(series.map((each) => [each.day, each]))
  const end = read(until)
  const first = series[0]
  let size = first && first.size !== null ? first.size - first.entered + first.left : null
  const filled: Day[] = []
  for (let at = end - (days - 1) * MS; at <= end; at += MS) {
    const found = moved.get(write(at))
    if (found) size = found.size
    filled.push({ day: write(at), entered: found?.entered ?? 0, left: found?.left ?? 0, size })
  }
  return filled
}

/** The local day of an instant. */
export function dayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(instant))
}
