import type { Said } from '@/api/queries/uploads'
import type { GuessedColumn } from '@/api/shapes'

type Roles = NonNullable<Said['roles']>
type Role = keyof Roles

/** What stands for “no column has it”. */
const NONE = '-'

/**
 * What a person has said once a column is given another role (null: none). A role that the column had before is free
 * again: said to be of no column where the file would give it back to this one.
 */
export function assignRole(said: Roles, column: GuessedColumn, role: Role | null): Roles {
  const next = { ...said }
  const before = column.role as Role | null
  if (before === role) return said
  if (before !== null) {
    if (role === null) next[before] = NONE
    else if (next[before] === column.name) delete next[before]
  }
  for (const [each, name] of Object.entries(next) as [Role, string][]) {
    if (name === column.name && each !== role) delete next[each]
  }
  if (role !== null) next[role] = column.name
  return next
}

export type Surety = 'said' | 'sure' | 'likely' | 'unsure'

/** How sure a role is, in four steps. */
export function judge(column: GuessedColumn, said: Roles): Surety | null {
  if (column.role === null) return null
  if (said[column.role as Role] === column.name) return 'said'
  const share = column.confidence ?? 0
  return share >= 0.85 ? 'sure' : share >= 0.6 ? 'likely' : 'unsure'
}

/** Whether anything was said at all. */
export const isSaid = (said: Said): boolean => Object.values(said).some((each) => each !== null && each !== undefined && (typeof each !== 'object' || Object.keys(each).length > 0))
