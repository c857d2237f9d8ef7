/** The type of a value, as far as drawing its inputs needs it. What is right and wrong, the server says. */

import { isLiteral, type Rule } from './rule'
import { findField, findProperty, type Scope, type ValueType, type World } from './world'

export interface Typed {
  type: ValueType
  unit: string | null
}

const NUMBERS: readonly ValueType[] = ['integer', 'decimal', 'float']
const TIMES: readonly ValueType[] = ['date', 'instant']

export const isNumber = (type: ValueType): boolean => NUMBERS.includes(type)
export const isTime = (type: ValueType): boolean => TIMES.includes(type)

/** The type of a value node; null where it is not known, or where the node is a condition. */
export function inferValue(rule: Rule, scope: Scope, world: World): Typed | null {
  if (isLiteral(rule)) return inferLiteral(rule)
  if ('name' in rule) {
    const found = scope.kind === 'event' ? findProperty(world, scope.event, rule.name) : findField(world, rule.name)
    return found ? { type: found.type, unit: found.unit } : null
  }
  if ('customer' in rule) {
    const found = findField(world, rule.customer)
    return found ? { type: found.type, unit: found.unit } : null
  }
  if ('aggregate' in rule) {
    if (rule.k !== undefined) return { type: 'list', unit: null }
    const gives = world.operators.get(rule.aggregate)?.gives
    const found = rule.property === undefined ? null : (findProperty(world, rule.event, rule.property) ?? null)
    if (gives !== 'same') return plain(gives, found?.unit ?? null, gives === 'integer')
    return rule.property === undefined ? { type: 'instant', unit: null } : found
  }
  if ('gap' in rule) return { type: 'float', unit: world.operators.get('gap')?.unit ?? null }
  if ('call' in rule) {
    const row = world.operators.get(rule.call)
    const first = rule.args[rule.call === 'if' ? 1 : 0]
    if (row?.gives === 'same') return first ? inferValue(first, scope, world) : null
    return plain(row?.gives, row?.unit ?? null)
  }
  if ('population' in rule) {
    const row = world.operators.get(rule.population)
    return row?.gives === 'same' ? inferValue(rule.of, scope, world) : plain(row?.gives, null)
  }
  if ('op' in rule && ['+', '-', '*', '/', 'negate'].includes(rule.op)) return { type: 'float', unit: null }
  return null
}

function inferLiteral(rule: Rule): Typed {
  if ('date' in rule) return { type: 'date', unit: null }
  if ('instant' in rule) return { type: 'instant', unit: null }
  if ('decimal' in rule) return { type: 'decimal', unit: null }
  const value = 'literal' in rule ? rule.literal : ''
  const type = typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'integer' : 'text'
  return { type, unit: null }
}

function plain(gives: string | undefined, unit: string | null, bare = false): Typed | null {
  if (gives === undefined || gives === 'condition' || gives === 'same') return null
  return { type: (gives === 'number' ? 'float' : gives) as ValueType, unit: bare ? null : unit }
}

/** The comparisons that make sense for a type, in the order of the operator table. */
export function listComparisons(type: ValueType | null, world: World): string[] {
  const rows = [...world.operators.values()]
  const named = rows.filter((row) => row.family === 'comparison').map((row) => row.name)
  const texts = rows.filter((row) => row.family === 'text').map((row) => row.name)
  const known = named.filter((name) => name.startsWith('is '))
  if (type === 'list') return [...negatable(texts.slice(0, 1)), ...known]
  if (type === 'bool') return [...named.filter((name) => name === '=' || name === '!='), ...known]
  const ordered = type === null || isNumber(type) || isTime(type)
  const fit = named.filter((name) => !known.includes(name) && (ordered || name === '=' || name === '!=' || name === 'in'))
  return [...negatable(fit), ...(type === 'text' ? negatable(texts) : []), ...known]
}

/** Adds “not ...” where the language has it: for words, not for signs. */
function negatable(names: string[]): string[] {
  return names.flatMap((name) => (/^[a-z]/.test(name) ? [name, `not ${name}`] : [name]))
}
