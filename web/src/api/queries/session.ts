import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { takeLaunchToken } from '@/lib/launch'
import { call, keepCsrf } from '../client'
import { isUnauthenticated } from '../problem'
import type { Me } from '../shapes'

export const SESSION_KEY = ['session'] as const

let refusal: unknown = null

/** Why the token of the address was refused; null where it was not. */
export const findLaunchRefusal = (): unknown => refusal

async function findMe(signal: AbortSignal): Promise<Me | null> {
  const token = takeLaunchToken()
  try {
    if (token !== null) return await call<Me>('POST', '/session', { body: { token } })
  } catch (error) {
    refusal = error
  }
  try {
    return await call<Me>('GET', '/session', { signal })
  } catch (error) {
    if (isUnauthenticated(error)) return null
    throw error
  }
}

/** Who is logged in; null where nobody is. */
export const SESSION = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Me | null> => {
    const me = await findMe(signal)
    keepCsrf(me?.csrf ?? null)
    return me
  },
  staleTime: Infinity,
})

export const useSession = () => useQuery(SESSION)

const ROLES = ['viewer', 'analyst', 'administrator'] as const

/** Whether the reader may what a role may: buttons that would be refused are not offered. */
export function useMay(role: Me['role']): boolean {
  const { data } = useSession()
  return data ? ROLES.indexOf(data.role) >= ROLES.indexOf(role) : false
}

/** Exchanges a name and password for a session. */
export function useLogIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credentials: { name: string; password: string }) => call<Me>('POST', '/session', { body: credentials }),
    onSuccess: (me) => {
      keepCsrf(me.csrf)
      queries.setQueryData(SESSION_KEY, me)
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] })
    },
  })
}

/** Ends the session and everything that this page still knows. */
export function useLogOut() {
  return useMutation({
    mutationFn: () => call<null>('DELETE', '/session'),
    onSuccess: () => window.location.assign('/'),
  })
}
