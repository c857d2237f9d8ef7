import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '@/api/client'
import { useLanguage } from '@/lib/appearance'

export interface Suggestion {
  value: string
  label: string
  count: number | null
}

interface Suggestions {
  items: Suggestion[]
  total_distinct: number
}

/** Where values come from: a trait, tag or score, or a property of an event. */
export type ValueSource = { field: string } | { event: string; property: string }

/** The most frequent values that fit what was typed, with their counts; asked only while a list is open. */
export function useValues(source: ValueSource | null, q: string, open: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['suggestions', language, source, q],
    queryFn: async ({ signal }): Promise<Suggestions> => {
      const found = await call<Suggestions>('GET', '/vocabulary/values', { query: { ...source, q, limit: 50 }, signal })
      return { ...found, items: found.items.map((item) => ({ ...item, value: String(item.value) })) }
    },
    enabled: open && source !== null,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  })
}
