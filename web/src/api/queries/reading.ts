import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call } from '../client'
import type { Problem } from '../problem'

export interface Reading {
  valid: boolean
  text: string | null
  json: Record<string, unknown> | null
  words: { en: string; zh: string } | null
  type: string | null
  unit: string | null
  error: Problem | null
  warnings: { message: string; start: number; end: number }[]
}

/** What a text says as a condition, or what is wrong with it and where. */
export function useReading(text: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['reading', language, text],
    queryFn: ({ signal }) =>
      call<Reading>('POST', '/rules/read', { body: { text, expects: 'condition' }, signal }),
    enabled: text.trim() !== '',
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
}
