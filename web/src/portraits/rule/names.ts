/** A name as rules write it. Quoted always: the server writes it back without where none are needed. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const segmentRule = (name: string): string => `segment(${quoteName(name)})`

/** The rule that picks the customers with one value of a trait or tag. */
export function valueRule(name: string, value: unknown, type: string | null = null): string {
  const quoted = quoteName(name)
  if (value === null || value === undefined) return `${quoted} is missing`
  if (typeof value === 'boolean') return value ? quoted : `not ${quoted}`
  if (type === 'bool') return value === 'true' ? quoted : `not ${quoted}`
  if (type === 'list') return `${quoted} contains ${quoteText(String(value))}`
  if (typeof value === 'number') return `${quoted} = ${value}`
  if (type === 'date' || type === 'instant') return `${quoted} = ${String(value)}`
  return `${quoted} = ${quoteText(String(value))}`
}

/** The rule that picks a bin of a histogram: low included, high excluded except in the last bin. */
export function binRule(name: string, low: number | null, high: number | null, last: boolean): string {
  const quoted = quoteName(name)
  const parts: string[] = []
  if (low !== null) parts.push(`${quoted} >= ${low}`)
  if (high !== null) parts.push(`${quoted} ${last ? '<=' : '<'} ${high}`)
  return parts.length ? parts.join(' and ') : `${quoted} is known`
}
