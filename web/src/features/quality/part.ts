import type { UseQueryResult } from '@tanstack/react-query'
import type { Quality } from '@/api/shapes'
import { formatDuration, type Locale } from '@/lib/format'

/** What each of the three tables is given. */
export interface PartProps {
  query: UseQueryResult<Quality>
  search: string
  tools: React.ReactNode
}

const DAY = 86_400

/** How late the newest row is: from two days on in whole days. */
export const formatLag = (seconds: number | null, locale: Locale, days: (count: number) => string): string =>
  seconds !== null && seconds >= 2 * DAY ? days(Math.floor(seconds / DAY)) : formatDuration(seconds === null ? null : seconds * 1000, locale)

/** The name that the search looks at beside the label. */
export const nameBy = <Item extends { label: string }>(items: Item[] | undefined, name: (item: Item) => string): (Item & { name: string })[] | undefined =>
  items?.map((item) => ({ ...item, name: name(item) }))
