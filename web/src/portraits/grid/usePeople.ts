import { useQueries } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { PAGE, peoplePage, type PeoplePage, type PeopleQuery } from '@/api/portraits/people'
import { useLanguage } from '@/lib/appearance'
import { pagesOf } from './geometry'

/** The rows of a list from first to last (exclusive), fetched by pages; the first page gives the total. */
export function usePeople(query: PeopleQuery, first: number, last: number) {
  const language = useLanguage()
  const wanted = useMemo(() => [...new Set([0, ...pagesOf(first, last, PAGE)])], [first, last])
  const found = useQueries({ queries: wanted.map((page) => peoplePage(language, query, page)) })
  const pages = new Map<number, PeoplePage>()
  found.forEach((each, index) => {
    if (each.data) pages.set(wanted[index] ?? 0, each.data)
  })
  const head = pages.get(0) ?? null
  // The columns of the list before stay until the new ones are known: the head does not jump.
  const columns = useRef(head?.columns ?? [])
  if (head) columns.current = head.columns
  const failed = found.find((each) => each.error)
  return {
    head,
    columns: columns.current,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    rowAt: (row: number): unknown[] | undefined => pages.get(Math.floor(row / PAGE))?.rows[row % PAGE],
  }
}
