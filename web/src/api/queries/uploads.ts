import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part, sendFile } from '../client'
import type { Applied, Corrections, Uploaded } from '../shapes'

export type Said = Partial<Corrections>

/** Sends a file; the answer says what it is taken for. */
export function useSendFile(onSent: (share: number) => void) {
  return useMutation({
    mutationFn: ({ file, signal }: { file: File; signal: AbortSignal }) =>
      sendFile<Uploaded>('/uploads', file, { query: { name: file.name }, signal, onSent }),
  })
}

/** What an uploaded file is taken for after what was said of it; the earlier guess stays until then. */
export function useGuess(id: string, said: Said) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['upload', language, id, said],
    queryFn: ({ signal }) => call<Uploaded>('POST', `/uploads/${part(id)}/guess`, { body: said, signal }),
    enabled: id !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  })
}

/** Keeps the first guess, so that it is not asked for again. */
export function useKeepGuess() {
  const queries = useQueryClient()
  const language = useLanguage()
  return (found: Uploaded) => queries.setQueryData(['upload', language, found.id, {}], found)
}

export interface Accepting extends Said {
  reason: string
  clock?: 'wall' | 'data'
}

/** Takes the file into the workspace; a refresh begins. */
export function useAccept(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Accepting) => call<Applied>('POST', `/uploads/${part(id)}/accept`, { body }),
    onSuccess: () => queries.invalidateQueries({ predicate: (query) => !['session', 'upload'].includes(String(query.queryKey[0])) }),
  })
}
