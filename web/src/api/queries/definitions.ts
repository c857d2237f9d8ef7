import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Applied, Change, Definition, FieldChange, Listed, Plan } from '../shapes'

export interface DefinitionRow {
  kind: string
  name: string
  label: string | null
  version: number | null
  applied_at: string | null
  author: string | null
  reason?: string | null
  owner?: string | null
  place?: string | null
  pending?: boolean
}

export interface VersionRow {
  version: number
  applied_at: string
  author: string | null
  reason: string | null
  action?: string | null
}

export interface Diff {
  fields: FieldChange[]
  text: string | null
  words: { before: string | null; after: string | null } | string | null
}

export const definitionPath = (kind: string, name: string): string => `/definitions/${part(kind)}/${part(name)}`

export function useDefinitions(kind?: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['definitions', language, kind ?? null],
    queryFn: ({ signal }) => call<Listed<DefinitionRow>>('GET', '/definitions', { query: { kind }, signal }),
  })
}

export function useDefinition(kind: string, name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['definition', language, kind, name],
    queryFn: ({ signal }) => call<Definition>('GET', definitionPath(kind, name), { signal }),
    enabled: kind !== '' && name !== '',
  })
}

export function useVersions(kind: string, name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['versions', language, kind, name],
    queryFn: ({ signal }) => call<Listed<VersionRow>>('GET', `${definitionPath(kind, name)}/versions`, { signal }),
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
