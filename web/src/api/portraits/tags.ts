import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Listed } from '../shapes'

export interface Coverage {
  customers: number
  total: number
  share: number | null
  least: unknown
  most: unknown
}

export interface CountedValue {
  value: unknown
  label: string
  customers: number
  share: number | null
}

export interface Used {
  kind: string
  name: string
  label: string
}

/** How many customers changed on a local day. */
export interface DayCount {
  day: string
  customers: number
}

export interface TagItem {
  name: string
  label: string
  description: string | null
  owner: string | null
  path: string[]
  path_labels: string[]
  class: string | null
  way: string
  type: string
  unit: string | null
  refresh: string
  version: number
  as_of: string | null
  coverage: Coverage | null
  values: CountedValue[]
  used_by: Used[]
  changes: DayCount[]
}

export function useTags() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['tags', language],
    queryFn: ({ signal }) => call<Listed<TagItem>>('GET', '/tags', { signal }),
  })
}

export interface Formula {
  rule: string | null
  words: string | null
  cases: { value: unknown; label: string; rule: string | null; words: string }[]
}

export interface Spread {
  customers: number
  mean: number | null
  least: number | null
  lower_quartile: number | null
  median: number | null
  upper_quartile: number | null
  most: number | null
  bins: { low: number; high: number; customers: number }[]
}

export interface TagPageData {
  tag: TagItem
  formula: Formula
  spread: Spread | null
  changes: DayCount[]
  used_by: Used[]
  reads: Used[]
  run_at: string | null
}

export function useTag(name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['tag', language, name],
    queryFn: ({ signal }) => call<TagPageData>('GET', `/tags/${part(name)}`, { signal }),
    enabled: name !== '',
  })
}

export interface MeceReport {
  group: string
  kind: 'cases' | 'siblings'
  members: string[]
  member_labels: Record<string, string>
  computed: boolean
  total: number
  counts: Record<string, number>
  overlaps: { first: string; second: string; customers: number }[]
  several: number
  none: number
  exhaustive_by: string | null
  exclusive: boolean
  exhaustive: boolean
}

export function useMece(name: string, wanted: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['mece', language, name],
    queryFn: ({ signal }) => call<Listed<MeceReport>>('GET', '/mece', { query: { name }, signal }),
    enabled: wanted,
    staleTime: 60_000,
  })
}

export interface ChangeItem {
  customer: string
  kind: 'tag' | 'segment'
  name: string
  label: string
  old: string | null
  old_label: string | null
  new: string | null
  new_label: string | null
  at: string
  version: number
  run: string
}

export function useChanges(query: { name?: string; customer?: string; since?: string; limit?: number }) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['changes', language, query],
    queryFn: ({ signal }) => call<Listed<ChangeItem>>('GET', '/changes', { query, signal }),
  })
}

export interface LineageNode {
  id: string
  kind: string
  name: string
  label: string
}

export interface Lineage {
  focus: string | null
  nodes: LineageNode[]
  edges: { from: string; to: string }[]
}

export function useLineage(name: string, kind: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['lineage', language, kind, name],
    queryFn: ({ signal }) => call<Lineage>('GET', '/lineage', { query: { name, kind }, signal }),
    staleTime: 60_000,
  })
}

export function useSql(name: string, kind: string, wanted: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['sql', language, kind, name],
    queryFn: ({ signal }) => call<{ sql: string }>('POST', '/rules/sql', { body: { name, kind }, signal }),
    enabled: wanted,
    staleTime: 60_000,
  })
}
