import type { PeopleQuery } from '@/api/portraits/people'
import type { UrlState } from '@/lib/url'
import { readNames } from '@/portraits/grid/columns'

/** What of the address makes the list: the rest (a drawer, a tab) is no part of a view. */
export const KEYS = ['q', 'rule', 'columns', 'sort', 'desc'] as const

/** The list that an address asks for; `usual` are the columns where it names none. */
export function readQuery(url: UrlState, usual: readonly string[]): PeopleQuery {
  const columns = url.columns === undefined ? [...usual] : readNames(url.columns)
  return {
    ...(url.rule ? { rule: url.rule } : {}),
    ...(url.q?.trim() ? { search: url.q.trim() } : {}),
    columns,
    ...(url.sort ? { sort: url.sort, descending: url.desc === 'yes' } : {}),
  }
}

/** The part of an address that a view keeps. */
export function pickView(url: UrlState): Record<string, string> {
  return Object.fromEntries(KEYS.flatMap((key) => (url[key] ? [[key, url[key]]] : [])))
}

/** The change of an address that shows a view: what the view does not say is cleared. */
export function showView(query: Record<string, string>): UrlState {
  return Object.fromEntries(KEYS.map((key) => [key, query[key]]))
}

export const sameView = (a: Record<string, string>, b: Record<string, string>): boolean =>
  KEYS.every((key) => (a[key] ?? '') === (b[key] ?? ''))

/** The segment that a rule names, where it is nothing else. */
export function readSegment(rule: string | undefined): string | null {
  const found = /^\s*segment\(\s*(?:"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_]*))\s*\)\s*$/u.exec(rule ?? '')
  return found ? (found[1]?.replaceAll('""', '"') ?? found[2] ?? null) : null
}
