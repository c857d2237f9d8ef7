import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Listed, Run } from '../shapes'

/** The latest runs; asked again every second while one is under way. */
export function useRuns(limit = 50, offset = 0) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['runs', language, limit, offset],
    queryFn: ({ signal }) => call<Listed<Run>>('GET', '/runs', { query: { limit, offset }, signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some((run) => run.status === 'running') ? 1000 : 15_000,
  })
}

/** One run; asked again twice a second while it is under way. */
export function useRun(id: string | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['run', language, id],
    queryFn: ({ signal }) => call<Run>('GET', `/runs/${part(id ?? '')}`, { signal }),
    enabled: id !== null && id !== '',
    refetchInterval: (query) => (query.state.data?.status === 'running' ? 500 : false),
  })
}

/** Starts a refresh of all portraits. */
export function useStartRun() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { as_of?: string; force?: boolean; demanded?: string[] }) =>
      call<Run>('POST', '/runs', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  })
}

export function useCancelRun() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call<Run>('POST', `/runs/${part(id)}/cancel`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['run'] }),
  })
}

export function useResumeRun() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call<Run>('POST', `/runs/${part(id)}/resume`),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['runs'] }), queries.invalidateQueries({ queryKey: ['run'] })]),
  })
}
