import type { TagItem } from '@/api/portraits/tags'

/** A level of the taxonomy: its words, how many tags stand at it or below. */
export interface Level {
  /** The names of the levels from the top, joined by a tab: no name holds one. */
  key: string
  label: string
  depth: number
  count: number
  children: Level[]
}

export const NO_PATH = '\t'
const JOIN = '\t'

type Placed = Pick<TagItem, 'path' | 'path_labels'>

/** The tree of the paths of tags, in the order of their words; tags without a path come last. */
export function buildTaxonomy(tags: readonly Placed[], compare: (a: string, b: string) => number): Level[] {
  const top: Level[] = []
  let without = 0
  for (const tag of tags) {
    if (tag.path.length === 0) without += 1
    let level = top
    tag.path.forEach((name, depth) => {
      const key = tag.path.slice(0, depth + 1).join(JOIN)
      let found = level.find((each) => each.key === key)
      if (!found) {
        found = { key, label: tag.path_labels[depth] ?? name, depth, count: 0, children: [] }
        level.push(found)
      }
      found.count += 1
      level = found.children
    })
  }
  sort(top, compare)
  if (without > 0) top.push({ key: NO_PATH, label: '', depth: 0, count: without, children: [] })
  return top
}

function sort(levels: Level[], compare: (a: string, b: string) => number): void {
  levels.sort((a, b) => compare(a.label, b.label))
  for (const level of levels) sort(level.children, compare)
}

/** Whether a tag stands at a level or below; '' is everywhere. */
export function standsUnder(tag: Placed, key: string): boolean {
  if (key === '') return true
  if (key === NO_PATH) return tag.path.length === 0
  const path = tag.path.join(JOIN)
  return path === key || path.startsWith(key + JOIN)
}
