/** Places in the JSON form of a rule, such as `$.args[0].left`, and which row of the outline they are in. */

import { listLeaves, type Group } from './outline'
import type { Rule } from './rule'

/** The leaf that holds a place of a joined rule; null where the place is above all leaves. */
export function findLeafAt(rule: Rule, path: string, groups: Group[]): string | null {
  const leaves = new Map<unknown, string>(groups.flatMap((group) => listLeaves(group)).map((leaf) => [leaf.rule, leaf.id]))
  let current: unknown = rule
  for (const step of ['', ...path.matchAll(/\.(\w+)|\[(\d+)\]/g)]) {
    if (typeof step !== 'string') {
      const [, key, index] = step
      current = (current as Record<string, unknown> | undefined)?.[key ?? index ?? '']
    }
    const found = leaves.get(current)
    if (found !== undefined) return found
  }
  return null
}
