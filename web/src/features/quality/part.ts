import type { UseQueryResult } from '@tanstack/react-query'
import type { Quality } from '@/api/shapes'

/** What each of the three tables is given. */
export interface PartProps {
  query: UseQueryResult<Quality>
  search: string
  tools: React.ReactNode
}

/** The name that the search looks at beside the label. */
export const nameBy = <Item extends { label: string }>(items: Item[] | undefined, name: (item: Item) => string): (Item & { name: string })[] | undefined =>
  items?.map((item) => ({ ...item, name: name(item) }))
