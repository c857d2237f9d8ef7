/** What was written and not saved, kept by the tab: a reload or an ended session loses nothing. */

export interface Draft<Content> {
  content: Content
  /** The version it was made of. */
  base: number | null
  at: string
}

const key = (place: string): string => `tagma.draft.${place}`

export function readDraft<Content>(place: string): Draft<Content> | null {
  try {
    const found = sessionStorage.getItem(key(place))
    return found === null ? null : (JSON.parse(found) as Draft<Content>)
  } catch {
    return null
  }
}

export function keepDraft<Content>(place: string, draft: Draft<Content>): void {
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
