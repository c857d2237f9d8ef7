import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type {
  CollectHealth, Discarded, Listed, LiveDetail, LiveItem, LiveList, QuarantinedDetail, QuarantineList, Replayed, WriteKey,
} from '../shapes'

export const MOST_SHOWN = 200
const EVERY = 2000

export interface LiveFilter {
  source: string
  event: string
  search: string
}

/** What is new before what is shown already, at most 200; a journal that begins anew begins the list anew. */
export function mergeLive(before: LiveList | undefined, fresh: LiveList): LiveList {
  if (before === undefined || fresh.newest < before.newest) return fresh
  const known = new Set(fresh.items.map(({ position }) => position))
  const items: LiveItem[] = [...fresh.items, ...before.items.filter(({ position }) => !known.has(position))]
  return { items: items.slice(0, MOST_SHOWN), newest: fresh.newest, skipped: before.skipped + fresh.skipped }
}

/** The last events, the newest first; asked every two seconds for what came since, unless paused. */
export function useLive(filter: LiveFilter, paused: boolean) {
  const language = useLanguage()
  const queries = useQueryClient()
  const key = ['live', language, filter.source, filter.event, filter.search]
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const before = queries.getQueryData<LiveList>(key)
      const query = { ...filter, after: before?.newest, limit: before === undefined ? 100 : MOST_SHOWN }
      return mergeLive(before, await call<LiveList>('GET', '/collect/live', { query, signal }))
    },
    refetchInterval: paused ? false : EVERY,
    refetchOnWindowFocus: !paused,
    staleTime: paused ? Infinity : 0,
  })
}

/** One event in full; asked again until the warehouse has it. */
export function useLiveEvent(position: number | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['live-event', language, position],
    queryFn: ({ signal }) => call<LiveDetail>('GET', `/collect/live/${position}`, { signal }),
    enabled: position !== null,
    refetchInterval: (query) => (query.state.data && !query.state.data.loaded ? EVERY : false),
  })
}

/** How collection is; asked again every ten seconds. */
export function useCollectHealth(every = 10_000) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['collect-health', language],
    queryFn: ({ signal }) => call<CollectHealth>('GET', '/collect/health', { signal }),
    refetchInterval: every,
  })
}

export interface QuarantineFilter {
  reason: string
  source: string
  event: string
}

/** What was not loaded, page after page. */
export function useQuarantine(filter: QuarantineFilter) {
  const language = useLanguage()
  return useInfiniteQuery({
    queryKey: ['quarantine', language, filter.reason, filter.source, filter.event],
    queryFn: ({ pageParam, signal }) =>
      call<QuarantineList>('GET', '/quarantine', { query: { ...filter, before: pageParam, limit: 50 }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.items.length === 50 ? last.items.at(-1)?.id : undefined),
  })
}

export function useQuarantined(id: string | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['quarantined', language, id],
    queryFn: ({ signal }) => call<QuarantinedDetail>('GET', `/quarantine/${part(id ?? '')}`, { signal }),
    enabled: id !== null,
  })
}

export interface Chosen {
  ids?: string[]
  reason?: string
  source?: string
  event?: string
  all?: boolean
}

function useShelf<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => ['quarantine', 'collect-health', 'runs'].includes(String(queryKey[0])) }),
  })
}

export const useReplay = () => useShelf((body: Chosen) => call<Replayed>('POST', '/quarantine/replay', { body }))
export const useDiscard = () => useShelf((ids: string[]) => call<Discarded>('POST', '/quarantine/discard', { body: { ids } }))

export function useWriteKeys(enabled = true) {
  return useQuery({
    queryKey: ['write-keys'],
    queryFn: ({ signal }) => call<Listed<WriteKey>>('GET', '/write-keys', { signal }),
    enabled,
  })
}

function useKeyChange<Input>(send: (input: Input) => Promise<WriteKey>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: send, onSuccess: () => queries.invalidateQueries({ queryKey: ['write-keys'] }) })
}

export const useAddWriteKey = () => useKeyChange((source: string) => call<WriteKey>('POST', '/write-keys', { body: { source } }))
export const useRotateWriteKey = () =>
  useKeyChange(({ id, days }: { id: string; days: number }) => call<WriteKey>('POST', `/write-keys/${part(id)}/rotate`, { body: { days } }))
export const useDisableWriteKey = () => useKeyChange((id: string) => call<WriteKey>('DELETE', `/write-keys/${part(id)}`))
export const useEnableWriteKey = () => useKeyChange((id: string) => call<WriteKey>('POST', `/write-keys/${part(id)}/enable`))
