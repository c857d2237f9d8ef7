import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Workspace } from '../shapes'

/** The workspace: its name, time zone, currency, the instant of its portrait. */
export function useWorkspace() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['workspace', language],
    queryFn: ({ signal }) => call<Workspace>('GET', '/workspace', { signal }),
    staleTime: 60_000,
  })
}
