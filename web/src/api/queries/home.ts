import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Home } from '../shapes'

/** Key figures, RFM groups, coverage, what moved, the first steps. */
export function useHome() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['home', language],
    queryFn: ({ signal }) => call<Home>('GET', '/home', { signal }),
    staleTime: 60_000,
  })
}
