import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type UrlState = Record<string, string | undefined>

/** '?a=1&b=' → {a: '1', b: ''}: every value of an address stays text. */
export function parseSearch(text: string): UrlState {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The other way round; undefined and '' are left out. */
export function writeSearch(state: UrlState): string {
  const found = new URLSearchParams()
  for (const [key, value] of Object.entries(state)) if (value !== undefined && value !== '') found.set(key, value)
  const text = found.toString()
  return text ? `?${text}` : ''
}

/** State that lives in the address: read it, change some of it ('push' makes a step that Back undoes). */
export function useUrlState(): [UrlState, (change: UrlState, how?: 'replace' | 'push') => void] {
  const state = useSearch({ strict: false }) as UrlState
  const navigate = useNavigate()
  const change = useCallback(
    (some: UrlState, how: 'replace' | 'push' = 'replace') => {
      void navigate({
        to: '.',
        search: ((before: UrlState) => ({ ...before, ...some })) as never,
        replace: how === 'replace',
        resetScroll: false,
      })
    },
    [navigate],
  )
  return [state, change]
}

/** A parameter of the page's path, '' where it has none. */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  return params[name] ?? ''
}
