import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'

export interface PropertyValue {
  name: string
  label: string
  type: string
  unit: string | null
  value: unknown
}

/** The events that a condition picks: how many, and the newest. */
export interface Evidence {
  of: string
  event: string
  label: string
  count: number
  rows: { at: string; properties: PropertyValue[] }[]
}

/** One node of an explained rule. */
export interface WhyNode {
  rule: string
  words: string
  kind: string
  holds: boolean
  children: WhyNode[]
  value: unknown
  value_label: string | null
  threshold: unknown
  threshold_label: string | null
  hint: string | null
  until: string | null
  events: Evidence[]
  because: WhyFormula[]
}

export interface WhyCase {
  value: unknown
  label: string
  holds: boolean
  chosen: boolean
  rule: WhyNode
}

/** A tag or segment of a customer; a rule of the moment has no name. */
export interface WhyFormula {
  name: string | null
  label: string | null
  kind: string
  value: unknown
  value_label: string | null
  as_of: string | null
  known: boolean
  rule: WhyNode | null
  cases: WhyCase[]
  events: Evidence[]
}

export interface Explanation {
  customer: string
  as_of: string
  ms: number
  explained: WhyFormula
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
