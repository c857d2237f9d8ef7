import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, keepCsrf } from '../client'
import { isUnauthenticated } from '../problem'
import type { Me } from '../shapes'

export const SESSION_KEY = ['session'] as const

/** Who is logged in; null where nobody is. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        const me = await call<Me>('GET', '/session', { signal })
        keepCsrf(me.csrf)
        return me
      } catch (error) {
        if (isUnauthenticated(error)) return null
        throw error
      }
    },
    staleTime: 5 * 60_000,
  })
}

export type Credentials = { token: string } | { name: string; password: string }

/** Exchanges a token or a name and password for a session. */
export function useLogIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credentials: Credentials) => call<Me>('POST', '/session', { body: credentials }),
    onSuccess: (me) => {
      keepCsrf(me.csrf)
      queries.setQueryData(SESSION_KEY, me)
    },
  })
}

export function useLogOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call<null>('DELETE', '/session'),
    onSuccess: () => {
      keepCsrf(null)
      queries.clear()
      queries.setQueryData(SESSION_KEY, null)
    },
  })
}
