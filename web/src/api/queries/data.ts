import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { EventItem, Listed, SourceItem, TraitItem } from '../shapes'

function useListed<Item>(name: 'events' | 'traits' | 'sources', enabled: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: [name, language],
    queryFn: ({ signal }) => call<Listed<Item>>('GET', `/${name}`, { signal }),
    enabled,
    staleTime: 60_000,
  })
}

export const useEvents = (enabled = true) => useListed<EventItem>('events', enabled)
export const useTraits = (enabled = true) => useListed<TraitItem>('traits', enabled)
export const useSources = (enabled = true) => useListed<SourceItem>('sources', enabled)
