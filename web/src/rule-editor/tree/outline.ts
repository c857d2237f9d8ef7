/** The outline of a rule: its and, or and not as groups with identities, around leaves that stay JSON. */

import { isConnective, isNot, type Rule } from './rule'

export type Joint = 'and' | 'or'

export interface Leaf {
  kind: 'leaf'
  id: string
  negated: boolean
  rule: Rule
}

export interface Group {
  kind: 'group'
  id: string
  negated: boolean
  joint: Joint
  items: Item[]
}

export type Item = Leaf | Group

let counter = 0

/** A new identity; it lives as long as the page. */
export function nextId(): string {
  counter += 1
  return `n${counter}`
}

export function newLeaf(rule: Rule, negated = false): Leaf {
  return { kind: 'leaf', id: nextId(), negated, rule }
}

export function newGroup(items: Item[] = [], joint: Joint = 'and', negated = false): Group {
  return { kind: 'group', id: nextId(), negated, joint, items }
}

/** The outline of a rule; `toRule` gives exactly the same rule back. */
export function toItem(rule: Rule): Item {
  if (isConnective(rule)) return newGroup(rule.args.map(toItem), rule.op)
  if (isNot(rule) && !isNot(rule.value)) {
    return { ...toItem(rule.value), negated: true }
  }
  return newLeaf(rule)
}

/** The rule of an outline; null where there is nothing in it. Groups of one are their one. */
export function toRule(item: Item): Rule | null {
  const bare = item.kind === 'leaf' ? item.rule : joinRules(item.items, item.joint)
  if (bare === null) return null
  return item.negated ? { op: 'not', value: bare } : bare
}

/** The rules of items joined by and or or; null where there are none. */
export function joinRules(items: Item[], joint: Joint): Rule | null {
  const rules = items.map(toRule).filter((rule) => rule !== null)
  if (rules.length < 2) return rules[0] ?? null
  return { op: joint, args: rules }
}

/** All leaves, in reading order. */
export function listLeaves(item: Item): Leaf[] {
  return item.kind === 'leaf' ? [item] : item.items.flatMap(listLeaves)
}

export function findItem(root: Item, id: string): Item | null {
  if (root.id === id) return root
  if (root.kind === 'leaf') return null
  for (const item of root.items) {
    const found = findItem(item, id)
    if (found) return found
  }
  return null
}

/** The group that holds an item. */
export function findParent(root: Group, id: string): Group | null {
  for (const item of root.items) {
    if (item.id === id) return root
    if (item.kind === 'group') {
      const found = findParent(item, id)
      if (found) return found
    }
  }
  return null
}

/** The outline with one item replaced; what is not touched keeps its identity. */
export function updateItem(root: Group, id: string, change: (item: Item) => Item): Group {
  return mapGroup(root, (items) => {
    const at = items.findIndex((item) => item.id === id)
    return at < 0 ? items : items.map((item, index) => (index === at ? change(item) : item))
  })
}

export function updateGroup(root: Group, id: string, change: (group: Group) => Group): Group {
  if (root.id === id) return change(root)
  return updateItem(root, id, (item) => (item.kind === 'group' ? change(item) : item))
}

export function removeItem(root: Group, id: string): Group {
  return mapGroup(root, (items) => {
    const kept = items.filter((item) => item.id !== id)
    return kept.length === items.length ? items : kept
  })
}

/** The outline with an item put into a group, at the end unless told where. */
export function insertItem(root: Group, groupId: string, item: Item, at?: number): Group {
  return updateGroup(root, groupId, (group) => {
    const place = at === undefined ? group.items.length : Math.max(0, Math.min(at, group.items.length))
    return { ...group, items: [...group.items.slice(0, place), item, ...group.items.slice(place)] }
  })
}

/** Moves an item to a place in a group, counted as the group is before the move; into itself it does not go. */
export function moveItem(root: Group, id: string, groupId: string, at: number): Group {
  const item = findItem(root, id)
  const parent = findParent(root, id)
  if (!item || !parent || findItem(item, groupId)) return root
  const from = parent.items.findIndex((each) => each.id === id)
  const place = parent.id === groupId && from < at ? at - 1 : at
  if (parent.id === groupId && from === place) return root
  return insertItem(removeItem(root, id), groupId, item, place)
}

/** Moves an item up or down; past the edge of its group it leaves into the group above. */
export function shiftItem(root: Group, id: string, by: -1 | 1): Group {
  const parent = findParent(root, id)
  if (!parent) return root
  const at = parent.items.findIndex((item) => item.id === id)
  const target = at + by
  if (target >= 0 && target < parent.items.length) {
    return moveItem(root, id, parent.id, by < 0 ? target : target + 1)
  }
  const above = findParent(root, parent.id)
  if (!above) return root
  const parentAt = above.items.findIndex((item) => item.id === parent.id)
  return moveItem(root, id, above.id, by < 0 ? parentAt : parentAt + 1)
}

export function wrapItem(root: Group, id: string, joint: Joint = 'or'): Group {
  return updateItem(root, id, (item) => newGroup([item], joint))
}

/** Puts the items of a group where the group stood; a negated group stays, because its items mean something else. */
export function unwrapGroup(root: Group, id: string): Group {
  return mapGroup(root, (items) => {
    const at = items.findIndex((item) => item.id === id)
    const found = items[at]
    if (!found || found.kind === 'leaf' || found.negated) return items
    return [...items.slice(0, at), ...found.items, ...items.slice(at + 1)]
  })
}

export function negateItem(root: Group, id: string): Group {
  return updateItem(root, id, (item) => ({ ...item, negated: !item.negated }))
}

export function duplicateItem(root: Group, id: string): Group {
  return mapGroup(root, (items) => {
    const at = items.findIndex((item) => item.id === id)
    const found = items[at]
    return found ? [...items.slice(0, at + 1), copyItem(found), ...items.slice(at + 1)] : items
  })
}

/** The same item with new identities. */
export function copyItem(item: Item): Item {
  return item.kind === 'leaf' ? { ...item, id: nextId() } : { ...item, id: nextId(), items: item.items.map(copyItem) }
}

/** Maps every list of items once, deepest last, and keeps what did not change. */
function mapGroup(group: Group, change: (items: Item[]) => Item[]): Group {
  const items = change(group.items)
  let changed = items !== group.items
  const mapped = items.map((item) => {
    if (item.kind === 'leaf' || !group.items.includes(item)) return item
    const next = mapGroup(item, change)
    changed ||= next !== item
    return next
  })
  return changed ? { ...group, items: mapped } : group
}
