import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Listed, TraitItem } from '../shapes'

/** What is known of customers: of how many, and the most frequent values. */
export function useTraits() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['traits', language],
    queryFn: ({ signal }) => call<Listed<TraitItem>>('GET', '/traits', { signal }),
    staleTime: 60_000,
  })
}
