import { useQuery } from '@tanstack/react-query'
import { call } from '../client'

/** The server's own description of its API. */
export function useOpenApi<Description>() {
  return useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => call<Description>('GET', '/openapi.json', { signal }),
    staleTime: Infinity,
  })
}
