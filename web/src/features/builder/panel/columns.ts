import { foldName, type Rule, type World } from '@/rule-editor'

const MOST = 3

/** The columns of the sample: what the rule is about first, then traits and tags that say something in a word. */
export function chooseColumns(rule: Rule | null, world: World): string[] {
  const used = rule === null ? [] : listNames(rule)
  const named = used.map((name) => world.fields.get(foldName(name))?.name).filter((name) => name !== undefined)
  const others = [...world.fields.values()].filter((field) => field.values.length > 0).map((field) => field.name)
  return [...new Set([...named, ...others])].slice(0, Math.max(2, Math.min(MOST, named.length)))
}

/** Names of traits, tags and scores anywhere in a rule, conditions on event rows aside. */
function listNames(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(listNames)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === 'where') return []
    if ((key === 'name' || key === 'customer') && typeof value === 'string') return [value]
    return listNames(value)
  })
}
