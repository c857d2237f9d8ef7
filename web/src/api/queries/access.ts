import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, part } from '../client'
import type { Key, Listed, Login, MadeKey, Me, User } from '../shapes'

function useListed<Item>(path: string) {
  return useQuery({ queryKey: ['access', path], queryFn: ({ signal }) => call<Listed<Item>>('GET', path, { signal }) })
}

function useChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: send, onSuccess: () => queries.invalidateQueries({ queryKey: ['access'] }) })
}

export const useUsers = () => useListed<User>('/users')
export const useKeys = () => useListed<Key>('/keys')
export const useLogins = () => useListed<Login>('/sessions')

export const useAddUser = () =>
  useChange((user: { name: string; role: Me['role']; password: string }) => call<User>('POST', '/users', { body: user }))
export const useSetRole = () =>
  useChange(({ name, role }: { name: string; role: Me['role'] }) => call<User>('PUT', `/users/${part(name)}/role`, { body: { role } }))
export const useSetPassword = () =>
  useChange(({ name, password }: { name: string; password: string }) =>
    call<null>('PUT', `/users/${part(name)}/password`, { body: { password } }),
  )
export const useRemoveUser = () => useChange((name: string) => call<null>('DELETE', `/users/${part(name)}`))

export const useAddKey = () =>
  useChange((key: { name: string; scope: Key['scope']; days: number | null }) => call<MadeKey>('POST', '/keys', { body: key }))
export const useRemoveKey = () => useChange((id: string) => call<null>('DELETE', `/keys/${part(id)}`))
export const useEndLogin = () => useChange((id: string) => call<null>('DELETE', `/sessions/${part(id)}`))

/** Changes one's own password, which ends all one's log-ins: the log-in page comes next. */
export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: { current: string; password: string }) => call<null>('PUT', '/session/password', { body }),
    onSuccess: () => window.location.assign('/'),
  })
