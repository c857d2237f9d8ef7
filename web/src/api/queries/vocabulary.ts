import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'

export interface PropertyWord {
  name: string
  label: string
  type: string
  unit: string | null
}

export interface EventWord {
  name: string
  label: string
  rows: number
  customers: number
  first: string | null
  last: string | null
  properties: PropertyWord[]
}

export interface FieldWord {
  name: string
  label: string
  kind: 'trait' | 'tag' | 'score'
  type: string
  unit: string | null
  /** Words of its place in the taxonomy. */
  path: string[]
  values: { value: unknown; label: string }[]
}

export interface NameWord {
  name: string
  label: string
}

/** Everything that a rule can name. */
export interface Vocabulary {
  events: EventWord[]
  fields: FieldWord[]
  segments: NameWord[]
  lists: NameWord[]
  purposes: string[]
}

export function useVocabulary() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['vocabulary', language],
    queryFn: ({ signal }) => call<Vocabulary>('GET', '/vocabulary', { signal }),
    staleTime: 5 * 60_000,
  })
}

export interface ValueRow {
  value: unknown
  label: string | null
  count: number
}

export interface Values {
  items: ValueRow[]
  total_distinct: number
}

export type ValuesOf = { field: string } | { event: string; property: string }

/** The values of a field or a property with how often each stands. */
export function useValues(of: ValuesOf | null, q = '', limit = 50) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['values', language, of, q, limit],
    queryFn: ({ signal }) => call<Values>('GET', '/vocabulary/values', { query: { ...of, q, limit }, signal }),
    enabled: of !== null,
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
}
