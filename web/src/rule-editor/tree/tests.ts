/** One test of a value (compare, in, between, match, known) taken apart and put together with another operator. */

import { isCompare, isKnown, isListed, isMatch, isRange, type Literal, type Rule } from './rule'
import { isNumber, isTime } from './typing'
import type { ValueType } from './world'

export type TestRule = Extract<Rule, { op: string }>

/** Whether a rule is one test of one value. */
export function isTest(rule: Rule): rule is TestRule {
  return isCompare(rule) || isListed(rule) || isRange(rule) || isMatch(rule) || isKnown(rule)
}

/** The value that is tested. */
export function readSubject(test: TestRule): Rule {
  return 'left' in test ? test.left : (test as { value: Rule }).value
}

export function replaceSubject(test: TestRule, subject: Rule): TestRule {
  return 'left' in test ? { ...test, left: subject } : ({ ...test, value: subject } as TestRule)
}

/** What the subject is compared with: the operands that another operator can keep. */
function readOperands(test: TestRule): Rule[] {
  if (isCompare(test)) return [test.right]
  if (isListed(test)) return test.items
  if (isRange(test)) return [test.low, test.high]
  return isMatch(test) ? [test.pattern] : []
}

/** The same test with another operator; keeps the operands as far as the operator takes them. */
export function changeOperator(test: TestRule, op: string, type: ValueType | null): TestRule {
  const value = readSubject(test)
  const operands = readOperands(test)
  const literals = operands.filter((each): each is Literal => isLiteralRule(each))
  const blank = blankLiteral(type)
  const bare = op.replace(/^not /, '')
  if (bare === 'is known' || bare === 'is missing') return { op, value }
  if (bare === 'in') return { op: op as 'in', value, items: literals.length ? literals : [blank] }
  if (bare === 'between') {
    const low = operands[0] ?? blank
    return { op: op as 'between', value, low, high: operands[1] ?? low }
  }
  if (['contains', 'starts with', 'ends with', 'matches'].includes(bare)) {
    return { op, value, pattern: literals[0] ?? { literal: '' } }
  }
  return { op, left: value, right: operands[0] ?? blank }
}

/** A first value of a type, for an input that nobody touched yet. */
export function blankLiteral(type: ValueType | null): Literal {
  if (type !== null && isNumber(type)) return { literal: type === 'integer' ? 1 : 0 }
  if (type !== null && isTime(type)) return { date: new Date().toISOString().slice(0, 10) }
  return type === 'bool' ? { literal: true } : { literal: '' }
}

function isLiteralRule(rule: Rule): boolean {
  return 'literal' in rule || 'decimal' in rule || 'date' in rule || 'instant' in rule
}

/** The first test of a value of some type: what a new row begins with. */
export function startTest(value: Rule, type: ValueType | null): Rule {
  if (type === 'list') return { op: 'contains', value, pattern: { literal: '' } }
  if (type === 'text') return { op: 'is known', value }
  if (type !== null && isTime(type)) {
    return { op: '<=', left: { call: 'days_since', args: [value] }, right: { literal: 30 } }
  }
  if (type === 'bool') return 'name' in value ? value : { op: '=', left: value, right: { literal: true } }
  return { op: '>=', left: value, right: blankLiteral(type) }
}

/** How a row about the number of times reads: did, did not, or a comparison with a number. */
export interface Times {
  did: boolean
  op: string
  numbers: [number] | [number, number]
}

/** Reads `count(...)` against whole numbers; null where the rule is something else. */
export function readTimes(rule: Rule): { count: Extract<Rule, { aggregate: string }>; times: Times } | null {
  if (isCompare(rule) && isCount(rule.left)) {
    const number = readWhole(rule.right)
    if (number === null) return null
    const none = number === 0 && rule.op === '='
    return { count: rule.left, times: { did: !none, op: rule.op, numbers: [number] } }
  }
  if (isRange(rule) && rule.op === 'between' && isCount(rule.value)) {
    const low = readWhole(rule.low)
    const high = readWhole(rule.high)
    if (low === null || high === null) return null
    return { count: rule.value, times: { did: true, op: 'between', numbers: [low, high] } }
  }
  return null
}

export function writeTimes(count: Rule, times: Times): Rule {
  if (!times.did) return { op: '=', left: count, right: { literal: 0 } }
  const [low, high] = times.numbers
  if (times.op === 'between') {
    return { op: 'between', value: count, low: { literal: low }, high: { literal: high ?? low } }
  }
  return { op: times.op, left: count, right: { literal: low } }
}

function isCount(rule: Rule): rule is Extract<Rule, { aggregate: string }> {
  return 'aggregate' in rule && rule.aggregate === 'count'
}

function readWhole(rule: Rule): number | null {
  return 'literal' in rule && typeof rule.literal === 'number' ? rule.literal : null
}
