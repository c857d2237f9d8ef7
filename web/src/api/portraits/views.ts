import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, part } from '../client'
import type { Listed } from '../shapes'

/** A list as somebody likes to see it: `query` is the state of its address. */
export interface View {
  id: string
  page: string
  name: string
  query: Record<string, string>
}

export function useViews(page: string) {
  return useQuery({
    queryKey: ['views', page],
    queryFn: async ({ signal }) => {
      const { items } = await call<Listed<View>>('GET', '/views', { query: { page }, signal })
      return items.filter((view) => view.page === page)
    },
  })
}

/** Keeps a view: a new one, or an old one with other contents. */
export function useKeepView() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: Omit<View, 'id'> & { id?: string }) =>
      id === undefined ? call<View>('POST', '/views', { body }) : call<View>('PUT', `/views/${part(id)}`, { body }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views'] }),
  })
}

export function useDropView() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call<null>('DELETE', `/views/${part(id)}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views'] }),
  })
}
