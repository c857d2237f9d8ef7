import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '@/api/client'
import { useLanguage } from '@/lib/appearance'
import { readRule, type Reading, type Rule } from '@/rule-editor'

export interface ValueCount {
  value: string | number | boolean | null
  label: string
  customers: number
  alone: number | null
}

export interface TagPreview {
  type: string
  total: number
  known: number
  values: ValueCount[]
  least: number | null
  middle: number | null
  most: number | null
  overlaps: {
    several: number
    none: number
    exhaustive_by: string | null
    overlaps: { first: string; second: string; customers: number }[]
  } | null
  as_of: string
  ms: number
}

/** What a tag would say of all customers, before it is saved. */
export function useTagPreview(body: Record<string, unknown> | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['tag-preview', language, body],
    queryFn: ({ signal }) => call<TagPreview>('POST', '/rules/tag', { body: { body }, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
}

/** The readings of several texts; null while some are on their way. */
export function useTexts(texts: string[]): { readings: Map<string, Reading> | null; error: Error | null; retry: () => void } {
  const language = useLanguage()
  const asked = useQueries({
    queries: texts.map((text) => ({
      queryKey: ['reading', language, { text }],
      queryFn: ({ signal }: { signal: AbortSignal }) => readRule({ text }, signal),
      staleTime: 60_000,
    })),
  })
  const readings = asked.every((each) => each.data)
    ? new Map(asked.map((each, index) => [texts[index] ?? '', each.data as Reading]))
    : null
  return {
    readings,
    error: asked.find((each) => each.error)?.error ?? null,
    retry: () => asked.forEach((each) => void each.refetch()),
  }
}

/** The readings of the rules on the screen, by their JSON; those that are not there yet are missing. */
export function useRuleReadings(rules: Rule[]): ReadonlyMap<string, Reading> {
  const language = useLanguage()
  const asked = useQueries({
    queries: rules.map((rule) => ({
      queryKey: ['reading', language, { json: rule }],
      queryFn: ({ signal }: { signal: AbortSignal }) => readRule({ json: rule }, signal),
      staleTime: 60_000,
    })),
  })
  const known = asked.map((each) => each.data)
  return useMemo(
    () => new Map(rules.flatMap((rule, index) => (known[index] ? [[JSON.stringify(rule), known[index]] as const] : []))),
    [JSON.stringify(rules), known.map((each) => each?.text ?? '').join('\n')],
  )
}
