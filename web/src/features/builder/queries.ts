import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '@/api/client'
import type { Column } from '@/api/shapes'
import { useLanguage } from '@/lib/appearance'
import type { Rule } from '@/rule-editor'

export interface Preview {
  count: number
  total: number
  share: number
  as_of: string
  ms: number
  sample: { columns: Column[]; rows: unknown[][] }
}

/** How many a rule holds for, with ten people; the answer before stays in sight until the next is there. */
export function usePreview(rule: Rule | null, columns: string[]) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['preview', language, rule, columns],
    queryFn: ({ signal }) => call<Preview>('POST', '/rules/preview', { body: { json: rule, columns }, signal }),
    enabled: rule !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

export interface TrendItem {
  at: string
  count: number
  total: number
}

export function useTrend(rule: Rule | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['trend', language, rule],
    queryFn: ({ signal }) => call<{ items: TrendItem[] }>('POST', '/rules/trend', { body: { json: rule, weeks: 8 }, signal }),
    enabled: rule !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

export interface LeafCount {
  path: string
  text: string
  words: string
  count: number
  without: number | null
}

/** How many each condition of a rule holds for alone. */
export function useLeaves(rule: Rule | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['leaves', language, rule],
    queryFn: ({ signal }) =>
      call<{ items: LeafCount[]; count: number; total: number }>('POST', '/rules/leaves', { body: { json: rule }, signal }),
    enabled: rule !== null,
    staleTime: 60_000,
  })
}

export function useSql(rule: Rule | null) {
  return useQuery({
    queryKey: ['rule-sql', rule],
    queryFn: ({ signal }) => call<{ sql: string }>('POST', '/rules/sql', { body: { json: rule }, signal }),
    enabled: rule !== null,
    staleTime: 60_000,
  })
}
