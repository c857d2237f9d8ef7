import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Listed } from '../shapes'

interface Named {
  name: string
  label: string
}

interface People {
  rows: unknown[][]
  total: number
}

/** The tags and segments that the search looks through. */
export function useNames(enabled: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['names', language],
    queryFn: async ({ signal }) => {
      const [tags, segments] = await Promise.all([
        call<Listed<Named>>('GET', '/tags', { signal }),
        call<Listed<Named>>('GET', '/segments', { signal }),
      ])
      return { tags: tags.items, segments: segments.items }
    },
    enabled,
    staleTime: 60_000,
  })
}

/** The first customers whose id (or what the server searches besides) has the text. */
export function useFoundCustomers(text: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['found-customers', language, text],
    queryFn: async ({ signal }) => {
      const found = await call<People>('POST', '/customers/query', {
        body: { search: text, columns: [], offset: 0, limit: 5 },
        signal,
      })
      return found.rows.map((row) => String(row[0]))
    },
    enabled: text !== '',
    staleTime: 30_000,
  })
}
