import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Column } from '../shapes'

/** Which customers, in which order, with which columns. */
export interface PeopleQuery {
  rule?: string
  search?: string
  columns: string[]
  sort?: string
  descending?: boolean
}

export interface PeoplePage {
  columns: Column[]
  rows: unknown[][]
  total: number
  as_of: string | null
  ms: number
}

export const PAGE = 100

/** One page of a list of customers. */
export function peoplePage(language: string, query: PeopleQuery, page: number, limit = PAGE) {
  return {
    queryKey: ['people', language, query, page, limit],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call<PeoplePage>('POST', '/customers/query', { body: { ...query, offset: page * limit, limit }, signal }),
    staleTime: 60_000,
  }
}

/** The first few of a list. */
export function useFirstPeople(query: PeopleQuery | null, limit: number) {
  const language = useLanguage()
  return useQuery({ ...peoplePage(language, query ?? { columns: [] }, 0, limit), enabled: query !== null })
}
