import type { DayMoves } from '@/api/portraits/segments'

export interface Day {
  day: string
  entered: number
  left: number
}

const MS = 86_400_000
const write = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Every day up to the last one, those on which nobody moved too. */
export function fillDays(series: readonly DayMoves[], until: string, days: number): Day[] {
  const moved = new Map(series.map((each) => [each.day, each]))
  const end = new Date(`${until}T00:00:00Z`).getTime()
  return Array.from({ length: days }, (_, index) => {
    const day = write(end - (days - 1 - index) * MS)
    const found = moved.get(day)
    return { day, entered: found?.entered ?? 0, left: found?.left ?? 0 }
  })
}

/** The local day of an instant. */
export function dayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(instant))
}
