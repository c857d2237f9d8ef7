import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'

/** The events that a condition picks: how many, and the newest. */
export interface Evidence {
  of: string
  event: string
  label?: string | null
  count: number
  rows: Record<string, unknown>[]
}

/** One node of an explained rule. */
export interface WhyNode {
  rule: string
  words: string
  kind: 'all' | 'any' | 'not' | 'leaf'
  holds: boolean
  children?: WhyNode[]
  value?: unknown
  threshold?: unknown
  hint?: string | null
  until?: string | null
  events?: Evidence[]
  because?: WhyFormula[]
}

export interface WhyCase {
  value: unknown
  value_label?: string | null
  holds: boolean
  chosen: boolean
  rule: WhyNode
}

/** A tag, segment or rule for one customer. */
export interface WhyFormula {
  name: string | null
  label?: string | null
  kind: string
  value: unknown
  value_label?: string | null
  as_of: string | null
  known: boolean
  rule?: WhyNode | null
  cases?: WhyCase[]
  events?: Evidence[]
}

export interface Explanation extends WhyFormula {
  customer: string
  instant: string | null
  ms: number
}

/** What is asked: a tag or segment by name, or a rule. */
export type Question = { name: string; rule?: undefined } | { rule: string; name?: undefined }

export function useExplanation(customer: string, question: Question | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['explain', language, customer, question],
    queryFn: ({ signal }) =>
      call<Explanation>('GET', `/customers/${part(customer)}/explain`, { query: { ...question }, signal }),
    enabled: question !== null && customer !== '',
    retry: false,
  })
}
