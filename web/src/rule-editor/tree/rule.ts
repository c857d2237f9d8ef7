/** The JSON form of a rule, as the server reads and writes it (see rule_json_schema in rules/codec.py). */

export type Literal = { literal: string | number | boolean } | { decimal: string } | { date: string } | { instant: string }

export type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year'

export type Window =
  | { last: number; unit: Unit }
  | { next: number; unit: Unit }
  | { ago: number; until: number; unit: Unit }
  | { this: Period }
  | { previous: Period }
  | { since: string }
  | { before: string }
  | { from: string; to: string }

export type Selection = { event: string; property?: string; where?: Rule; window?: Window }
export type Aggregate = { aggregate: string } & Selection & { k?: number }
export type Events = { event: string; where?: Rule }
export type Gap = { gap: Events; then?: Events; window?: Window }
export type Within = { number: number; unit: Unit }
export type Step = Events & { within?: Within; not?: boolean }
export type Did = { did: Step[]; window?: Window }

export type Compare = { op: string; left: Rule; right: Rule }
export type Connective = { op: 'and' | 'or'; args: Rule[] }
export type Listed = { op: 'in' | 'not in'; value: Rule; items: Literal[] }
export type Range = { op: 'between' | 'not between'; value: Rule; low: Rule; high: Rule }
export type Match = { op: string; value: Rule; pattern: Literal }
export type Wrapped = { op: string; value: Rule }

export type Rule =
  | Literal
  | { name: string }
  | { customer: string }
  | Aggregate
  | Gap
  | { call: string; args: Rule[] }
  | { population: string; of: Rule; p?: string }
  | Compare
  | Connective
  | Listed
  | Range
  | Match
  | Wrapped
  | Did
  | { any: string; property: string; rule: Rule }
  | { segment: string }
  | { list: string }
  | { share: string; seed: string }
  | { consent: string }

export const UNITS: readonly Unit[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']
export const PERIODS: readonly Period[] = ['day', 'week', 'month', 'quarter', 'year']
/** What “within” of a step takes: lengths that are the same everywhere in a calendar. */
export const FIXED_UNITS: readonly Unit[] = ['second', 'minute', 'hour', 'day', 'week']

const LITERAL_KEYS = ['literal', 'decimal', 'date', 'instant']

export function isLiteral(rule: Rule): rule is Literal {
  return LITERAL_KEYS.some((key) => key in rule)
}

export function isConnective(rule: Rule): rule is Connective {
  return 'op' in rule && 'args' in rule
}

export function isNot(rule: Rule): rule is { op: 'not'; value: Rule } {
  return 'op' in rule && rule.op === 'not'
}

export function isCompare(rule: Rule): rule is Compare {
  return 'op' in rule && 'left' in rule && ['=', '!=', '<', '<=', '>', '>='].includes(rule.op)
}

export function isListed(rule: Rule): rule is Listed {
  return 'op' in rule && 'items' in rule
}

export function isRange(rule: Rule): rule is Range {
  return 'op' in rule && 'low' in rule
}

export function isMatch(rule: Rule): rule is Match {
  return 'op' in rule && 'pattern' in rule
}

export function isKnown(rule: Rule): rule is Wrapped {
  return 'op' in rule && (rule.op === 'is known' || rule.op === 'is missing')
}

/** What a literal holds, as text, for an input. */
export function readLiteral(literal: Literal): string {
  if ('literal' in literal) return String(literal.literal)
  if ('decimal' in literal) return literal.decimal
  return 'date' in literal ? literal.date : literal.instant
}

/** A number as the literal that holds it exactly. */
export function writeNumber(text: string): Literal {
  const plain = text.trim()
  return /^-?\d{1,15}$/.test(plain) ? { literal: Number(plain) } : { decimal: plain }
}
