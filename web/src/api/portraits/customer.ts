import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Listed } from '../shapes'
import type { ChangeItem } from './tags'
import type { PropertyValue } from './why'

export interface CustomerTrait {
  name: string
  label: string
  type: string
  unit: string | null
  value: unknown
  value_label: string | null
  source: string | null
  source_label: string | null
  since: string | null
}

export interface CustomerTag {
  name: string
  label: string
  kind: string
  type: string
  unit: string | null
  value: unknown
  value_label: string | null
  path: string[]
  path_labels: string[]
  class: string | null
  refresh: string
  as_of: string | null
  since: string | null
}

export interface CustomerSegment {
  name: string
  label: string
  refresh: string
  as_of: string | null
  since: string | null
}

export interface CustomerEvents {
  name: string
  label: string
  count: number
  first: string
  last: string
}

export interface Customer {
  customer: string
  as_of: string | null
  first_at: string | null
  traits: CustomerTrait[]
  tags: CustomerTag[]
  segments: CustomerSegment[]
  events: CustomerEvents[]
  consents: { purpose: string; granted: boolean; at: string | null; source: string | null }[]
  identities: { kind: string; value: string }[]
}

export function useCustomer(id: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['customer', language, id],
    queryFn: ({ signal }) => call<Customer>('GET', `/customers/${part(id)}`, { signal }),
    enabled: id !== '',
  })
}

export interface Moment {
  event: string
  label: string
  at: string
  id: string
  source: string
  properties: PropertyValue[]
}

interface TimelinePage {
  items: Moment[]
  next: string | null
}

const MOMENTS = 50

/** What a customer did, newest first, a page at a time. */
export function useTimeline(id: string, events: string[]) {
  const language = useLanguage()
  return useInfiniteQuery({
    queryKey: ['timeline', language, id, events],
    queryFn: ({ signal, pageParam }) =>
      call<TimelinePage>('GET', `/customers/${part(id)}/timeline`, { query: { events, before: pageParam, limit: MOMENTS }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export interface MonthItem {
  month: string
  event: string
  label: string
  count: number
  sums: { name: string; label: string; unit: string | null; value: number }[]
}

export function useMonths(id: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['months', language, id],
    queryFn: ({ signal }) => call<Listed<MonthItem>>('GET', `/customers/${part(id)}/months`, { signal }),
  })
}

export function useCustomerChanges(id: string, limit: number) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['customer-changes', language, id, limit],
    queryFn: ({ signal }) => call<Listed<ChangeItem>>('GET', `/customers/${part(id)}/changes`, { query: { limit }, signal }),
    placeholderData: (before) => before,
  })
}
