/** What was written and not saved, kept by the tab: a reload or an ended session loses nothing. */

import type { Rule } from '@/rule-editor'

export interface Meta {
  name: string
  label: { en: string; zh: string }
  description: { en: string; zh: string }
  owner: string
  refresh: string
}

export interface Draft {
  rule: Rule | null
  meta: Meta | null
  /** The version it was made of. */
  base: number | null
  at: string
}

const key = (place: string): string => `tagma.draft.${place}`

export function readDraft(place: string): Draft | null {
  try {
    const found = sessionStorage.getItem(key(place))
    return found === null ? null : (JSON.parse(found) as Draft)
  } catch {
    return null
  }
}

export function keepDraft(place: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key(place), JSON.stringify(draft))
  } catch {
    // A browser that keeps nothing still lets one build.
  }
}

export function dropDraft(place: string): void {
  try {
    sessionStorage.removeItem(key(place))
  } catch {
    // As above.
  }
}
