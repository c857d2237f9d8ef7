import type { Moment } from '@/api/portraits/customer'

/** Events of one type at one instant: the lines of one receipt. */
export interface Bunch {
  key: string
  moments: Moment[]
}

export interface TimelineDay {
  day: string
  count: number
  bunches: Bunch[]
}

/** Moments, newest first, by local day; those of one type at one instant stand together. */
export function groupDays(moments: readonly Moment[], timeZone: string): TimelineDay[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone })
  const days: TimelineDay[] = []
  for (const moment of moments) {
    const day = format.format(new Date(moment.at))
    let current = days.at(-1)
    if (!current || current.day !== day) {
      current = { day, count: 0, bunches: [] }
      days.push(current)
    }
    current.count += 1
    const bunch = current.bunches.at(-1)
    const head = bunch?.moments[0]
    if (bunch && head && head.event === moment.event && head.at === moment.at) bunch.moments.push(moment)
    else current.bunches.push({ key: `${moment.event} ${moment.at} ${moment.id}`, moments: [moment] })
  }
  return days
}
