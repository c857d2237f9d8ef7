import type { Column } from '@/api/shapes'

export const ROW_HEIGHT = 36

const NUMBERS = new Set(['integer', 'decimal', 'float', 'number'])

export const isNumeric = (column: { type: string | null }): boolean => NUMBERS.has(column.type ?? '')

/** About how many pixels a text takes. */
const measure = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > '⺀' ? 14 : 7.5), 0)

/** Pixels that a column takes: by what it holds, and by the length of its name. */
export function widthOf(column: Column): number {
  const named = 48 + measure(column.label)
  const valued = 32 + Math.max(0, ...(column.values ?? []).map((each) => measure(each.label)))
  const held = column.kind === 'id' ? 150 : column.type === 'bool' ? 96 : isNumeric(column) ? 120 : column.type === 'list' ? 220 : 140
  return Math.round(Math.min(240, Math.max(named, valued, held)))
}

/** Names in one text of the address: names may hold commas themselves. */
export const writeNames = (names: readonly string[]): string => names.map((name) => name.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',')

export function readNames(text: string | undefined): string[] {
  if (!text) return []
  return text.split(',').map((name) => name.replaceAll('%2C', ',').replaceAll('%25', '%'))
}

interface Field {
  name: string
  kind: string
  type: string
  values: unknown[]
}

/** The columns of a list before anybody chose some: tags with a few values first, then numbers, then traits. */
export function chooseDefault(fields: readonly Field[], most = 7): string[] {
  const worth = (field: Field): number => {
    if (field.type === 'bool' || field.type === 'list') return 9
    if (field.kind === 'tag' && field.values.length > 0) return 0
    if (field.kind === 'tag' && isNumeric(field)) return 1
    return field.kind === 'trait' ? 2 : 3
  }
  return fields
    .map((field, place) => ({ field, place, worth: worth(field) }))
    .filter((each) => each.worth < 9)
    .sort((a, b) => a.worth - b.worth || a.place - b.place)
    .slice(0, most)
    .map((each) => each.field.name)
}
