import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Applied, Change, Definition, DefinitionItem, Diff, Listed, Plan, VersionItem } from '../shapes'

export const definitionPath = (kind: string, name: string): string => `/definitions/${part(kind)}/${part(name)}`

export function useDefinitions(kind?: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['definitions', language, kind ?? null],
    queryFn: ({ signal }) => call<Listed<DefinitionItem>>('GET', '/definitions', { query: { kind }, signal }),
  })
}

/** One definition in force; `known` is a version that somebody told of: an answer from before it is not used. */
export function useDefinition(kind: string, name: string, known: number | null = null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['definition', language, kind, name, known],
    queryFn: ({ signal }) => call<Definition>('GET', definitionPath(kind, name), { signal }),
    enabled: kind !== '' && name !== '',
  })
}

export function useVersions(kind: string, name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['versions', language, kind, name],
    queryFn: ({ signal }) => call<Listed<VersionItem>>('GET', `${definitionPath(kind, name)}/versions`, { signal }),
    enabled: kind !== '' && name !== '',
  })
}

export function useDiff(kind: string, name: string, before: number | null, after: number | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['diff', language, kind, name, before, after],
    queryFn: ({ signal }) =>
      call<Diff>('GET', `${definitionPath(kind, name)}/diff`, { query: { before, after }, signal }),
    enabled: before !== null && after !== null,
  })
}

/** What changes would do, customers moved included; nothing is applied. */
export function usePlan(changes: Change[] | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['plan', language, changes],
    queryFn: ({ signal }) => call<Plan>('POST', '/definitions/plan', { body: { changes }, signal }),
    enabled: changes !== null,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
}

export interface Applying {
  changes: Change[]
  reason: string
  refresh: boolean
}

/** Applies changes; everything that was read before is read again. */
export function useApply() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Applying) => call<Applied>('POST', '/definitions/apply', { body }),
    onSuccess: () => queries.invalidateQueries({ predicate: (query) => !['session', 'plan'].includes(String(query.queryKey[0])) }),
  })
}

/** The change that brings an earlier version back, to be planned and confirmed. */
export const findRestore = (kind: string, name: string, version: number): Promise<Change> =>
  call<Change>('POST', `${definitionPath(kind, name)}/restore`, { body: { version } })

/** What the definition files say beside what is in force. */
export function usePending() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['pending', language],
    queryFn: ({ signal }) => call<Plan>('GET', '/definitions/pending', { signal }),
    staleTime: 5_000,
  })
}

/** Puts the files in force. */
export function useApplyPending() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { reason: string; refresh: boolean }) => call<Applied>('POST', '/definitions/pending/apply', { body }),
    onSuccess: () => queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }),
  })
}
