/** What every definition says of itself, as the screens hold it. */

export interface Meta {
  name: string
  label: { en: string; zh: string }
  description: { en: string; zh: string }
  owner: string
  refresh: string
}

export type Words = string | { en?: string; zh?: string } | null | undefined

/** A text in both languages; a plain text says the same in both. */
export function readWords(words: Words): { en: string; zh: string } {
  if (typeof words === 'string') return { en: words, zh: words }
  return { en: words?.en ?? '', zh: words?.zh ?? '' }
}

/** What a definition says beside its rule; a copy of another one gets no name of its own yet. */
export function readMeta(name: string | null, body: Record<string, unknown> | null): Meta {
  return {
    name: name ?? '',
    label: readWords(body?.label as Words),
    description: readWords(body?.description as Words),
    owner: typeof body?.owner === 'string' ? body.owner : '',
    refresh: typeof body?.refresh === 'string' ? body.refresh : '',
  }
}

export function writeWords({ en, zh }: { en: string; zh: string }): Record<string, string> | undefined {
  const written = { ...(en.trim() ? { en: en.trim() } : {}), ...(zh.trim() ? { zh: zh.trim() } : {}) }
  return Object.keys(written).length ? written : undefined
}

/** The fields of a definition that its words make; what is empty is left out. */
export function writeMeta(meta: Meta): Record<string, unknown> {
  return {
    name: meta.name.trim(),
    label: writeWords(meta.label),
    description: writeWords(meta.description),
    owner: meta.owner.trim() || undefined,
    refresh: meta.refresh || undefined,
  }
}

/** A body without the fields that are not there. */
export function dropEmpty(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null))
}

/** A name for rules made of a label: letters, digits and lines; Chinese stays; another number where it is taken. */
export function proposeName(label: { en: string; zh: string }, taken: ReadonlySet<string>): string {
  const text = (label.en.trim() || label.zh.trim()).normalize('NFKC').toLowerCase()
  const plain = text
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?=\p{N})/u, 's_')
  const first = plain.slice(0, 60)
  if (first === '' || !taken.has(first)) return first
  let number = 2
  while (taken.has(`${first}_${number}`)) number += 1
  return `${first}_${number}`
}
