import { useMutation, useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Change, Listed, Quality, SeenEvent, TrackingPlan } from '../shapes'

/** Events and properties that were seen or declared. */
export function useSchemaEvents() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['schema-events', language],
    queryFn: ({ signal }) => call<Listed<SeenEvent>>('GET', '/schema/events', { signal }),
    staleTime: 30_000,
  })
}

/** The standard tracking plan, and what of it is collected. */
export function useTrackingPlan() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['tracking-plan', language],
    queryFn: ({ signal }) => call<TrackingPlan>('GET', '/schema/plan', { signal }),
    staleTime: 30_000,
  })
}

/** The changes that declare an event as it was seen, or the events of a class of the plan; nothing is changed yet. */
export function useDraft(of: 'events' | 'plan') {
  return useMutation({
    mutationFn: async (name: string) => (await call<{ changes: Change[] }>('POST', `/schema/${of}/${part(name)}/draft`)).changes,
  })
}

/** Volume, gaps, conflicts, lag, and who breaks which check. */
export function useQuality() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['quality', language],
    queryFn: ({ signal }) => call<Quality>('GET', '/quality', { signal }),
    refetchInterval: 30_000,
  })
}
