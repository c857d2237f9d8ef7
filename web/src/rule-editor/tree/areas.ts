/** A rule as two areas: who is included, and who of them is excluded: `A and not (B)`. */

import { joinRules, newGroup, toItem, toRule, type Group, type Item } from './outline'
import { isConnective, isNot, type Rule } from './rule'

/**
 * Both areas of a rule.
 *
 * `each`: the exclusions stand one by one, `A and not b and not c`, and not as one, `A and not (b or c)`. It says
 * the same; it is kept so that a rule that was only opened stays as it was written.
 */
export interface Areas {
  include: Group
  exclude: Group
  each: boolean
}

export function emptyAreas(): Areas {
  return { include: newGroup(), exclude: newGroup([], 'or'), each: false }
}

/** Splits a rule into its areas; `joinAreas` gives exactly the same rule back. */
export function splitAreas(rule: Rule | null): Areas {
  if (rule === null) return emptyAreas()
  if (isNot(rule) && !isNot(rule.value)) {
    return { include: newGroup(), exclude: toExclusion(rule.value), each: false }
  }
  if (!isConnective(rule) || rule.op === 'or') {
    return { include: toGroup(rule), exclude: newGroup([], 'or'), each: false }
  }
  let at = rule.args.length
  while (at > 1 && isExclusion(rule.args[at - 1])) at -= 1
  const kept = rule.args.slice(0, at)
  const taken = rule.args.slice(at).map((each) => (each as { value: Rule }).value)
  const only = kept.length === 1 ? kept[0] : undefined
  const include = only && !isAnd(only) ? toGroup(only) : newGroup(kept.map(toItem))
  if (taken.length === 0) return { include, exclude: newGroup([], 'or'), each: false }
  const [first] = taken
  return taken.length === 1 && first
    ? { include, exclude: toExclusion(first), each: false }
    : { include, exclude: newGroup(taken.map(toItem), 'or'), each: true }
}

/** The rule of both areas; null where both are empty. */
export function joinAreas(areas: Areas): Rule | null {
  const kept = toRule(areas.include)
  const taken = toRule(areas.exclude)
  if (taken === null) return kept
  const several = areas.each && areas.exclude.joint === 'or'
  const exclusions: Rule[] = several
    ? areas.exclude.items
        .map(toRule)
        .filter((rule) => rule !== null)
        .map((rule) => ({ op: 'not', value: rule }))
    : [{ op: 'not', value: taken }]
  const rules = kept === null ? exclusions : [...spread(areas.include, kept), ...exclusions]
  const [only] = rules
  return rules.length === 1 && only ? only : { op: 'and', args: rules }
}

/** The conditions of the included area as arguments of one `and`, so that no bracket is written in vain. */
function spread(include: Group, kept: Rule): Rule[] {
  const several = include.joint === 'and' && !include.negated && include.items.length > 1
  return several && isConnective(kept) && kept.op === 'and' && joinRules(include.items, 'and') !== null ? kept.args : [kept]
}

function isExclusion(rule: Rule | undefined): boolean {
  return rule !== undefined && isNot(rule) && !isNot(rule.value)
}

function isAnd(rule: Rule): boolean {
  return isConnective(rule) && rule.op === 'and'
}

function toGroup(rule: Rule): Group {
  const item: Item = toItem(rule)
  return item.kind === 'group' && !item.negated ? item : newGroup([item])
}

function toExclusion(rule: Rule): Group {
  const item = toItem(rule)
  return item.kind === 'group' ? item : newGroup([item], 'or')
}
