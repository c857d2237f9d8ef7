import type { EventMapping, WantedOutput } from '@/api/shapes'

/** One line of a mapping while it is edited: what it is called, and the column it is (null: computed, as `kept`). */
export interface Line {
  name: string
  column: string | null
  kept: string | null
  expression: string
}

/** The lines of a mapping as it is in force. */
export const readLines = ({ outputs }: EventMapping): Line[] =>
  outputs.map(({ name, column, expression }) => ({ name, column, kept: name, expression }))

/** What is asked for: a column by its name, what is computed by the name that it had. */
export const writeWanted = (lines: Line[]): WantedOutput[] =>
  lines.map(({ name, column, kept }) => (column === null ? { name, kept } : { name, column }))

/** The columns that no line takes as they are. */
export function findFree(columns: string[], lines: Line[]): string[] {
  const taken = new Set(lines.map(({ column }) => column))
  return columns.filter((column) => !taken.has(column))
}

/** A name that no line has: of a column, as a property may be called. */
export function nameLine(column: string, lines: Line[]): string {
  const taken = new Set(lines.map(({ name }) => name.toLowerCase()))
  const base = column.trim().replace(/\s+/g, '_') || 'column'
  let name = base
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base}_${number}`
  return name
}
