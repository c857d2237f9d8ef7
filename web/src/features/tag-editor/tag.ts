/** A tag on the screen: read from the body of its definition, and written back. */

import { dropEmpty, readWords, writeMeta, writeWords, type Meta, type Rule, type Window, type Words } from '@/rule-editor'

export type Way = 'when' | 'cases' | 'value' | 'top' | 'members' | 'rfm'
export const WAYS: readonly Way[] = ['when', 'cases', 'value', 'top', 'members', 'rfm']
export const CLASSES = ['base', 'behaviour', 'value', 'need'] as const

type Scalar = string | number | boolean

export interface CaseState {
  id: string
  is: Scalar
  label: { en: string; zh: string }
  rule: Rule | null
  otherwise: boolean
}

export interface TierState {
  id: string
  is: Scalar
  label: { en: string; zh: string }
  at: number | null
  otherwise: boolean
}

export interface Threshold {
  by: 'at' | 'percentile'
  number: number
}

export interface TagState {
  way: Way
  when: Rule | null
  cases: CaseState[]
  value: Rule | null
  split: 'none' | 'tiers' | 'quantiles'
  tiers: TierState[]
  groups: { n: number; labels: string[] | null }
  members: { file: string; column: string; value_column: string; since_column: string; until_column: string }
  rfm: { event: string; amount: string; window: Window | null; recency: Threshold; frequency: Threshold; monetary: Threshold }
  unit: string
  path: [string, string, string]
  class: string
  meta: Meta
}

type Body = Record<string, unknown>
type Spec = { is: Scalar; label?: Words; when?: string; else?: boolean; at?: number | null }

let counter = 0
export const nextKey = (): string => `k${(counter += 1)}`

const plain = <Part extends Body>(value: unknown): Part | null =>
  typeof value === 'object' && value !== null ? (value as Part) : null

/** The texts of rules that a body holds, in order: they are read by the server before the body can be shown. */
export function listTexts(body: Body | null): string[] {
  const texts = [body?.when, ...((body?.cases as Spec[] | null) ?? []).map((each) => each.when), body?.value]
  const rfm = plain<{ window?: string }>(body?.rfm)
  return [...texts, rfm ? writeWindowRule(rfm.window ?? DEFAULT_WINDOW) : null].filter(
    (text): text is string => typeof text === 'string',
  )
}

const DEFAULT_WINDOW = 'in last 365 days'
const WINDOW_RULE = ['count(x ', ')'] as const

/** A rule that holds a window, so that the server reads and writes windows too. */
export const writeWindowRule = (window: string): string => WINDOW_RULE.join(window)
export const cutWindow = (text: string): string => text.slice(WINDOW_RULE[0].length, text.length - WINDOW_RULE[1].length)
export const windowRule = (window: Window): Rule => ({ aggregate: 'count', event: 'x', window })

export function isTop(rule: Rule | null): boolean {
  return rule !== null && 'aggregate' in rule && rule.aggregate === 'top'
}

/** A tag as it is shown. `rules`: what the server made of the texts. */
export function readTag(body: Body | null, meta: Meta, rules: ReadonlyMap<string, Rule>): TagState {
  const rule = (text: unknown): Rule | null => (typeof text === 'string' ? (rules.get(text) ?? null) : null)
  const value = rule(body?.value)
  const quantiles = plain<{ n?: number | null; labels?: Scalar[] | null }>(body?.quantiles)
  const members = plain<Record<string, string | null>>(body?.members)
  const rfm = plain<Record<string, string | Body | null>>(body?.rfm)
  const window = rfm ? rule(writeWindowRule(typeof rfm.window === 'string' ? rfm.window : DEFAULT_WINDOW)) : null
  const path = ((body?.path as string[] | null) ?? []).concat(['', '', '']).slice(0, 3)
  return {
    way: findWay(body, value),
    when: rule(body?.when),
    cases: ((body?.cases as Spec[] | null) ?? []).map((each) => ({ ...readSpec(each), rule: rule(each.when) })),
    value,
    split: body?.tiers ? 'tiers' : quantiles ? 'quantiles' : 'none',
    tiers: ((body?.tiers as Spec[] | null) ?? []).map((each) => ({ ...readSpec(each), at: each.at ?? null })),
    groups: { n: quantiles?.n ?? quantiles?.labels?.length ?? 5, labels: quantiles?.labels?.map(String) ?? null },
    members: {
      file: members?.file ?? '',
      column: members?.column ?? '',
      value_column: members?.value_column ?? '',
      since_column: members?.since_column ?? '',
      until_column: members?.until_column ?? '',
    },
    rfm: {
      event: String(rfm?.event ?? ''),
      amount: String(rfm?.amount ?? ''),
      window: window && 'aggregate' in window ? (window.window ?? null) : { last: 365, unit: 'day' },
      recency: readThreshold(rfm?.recency),
      frequency: readThreshold(rfm?.frequency),
      monetary: readThreshold(rfm?.monetary),
    },
    unit: typeof body?.unit === 'string' ? body.unit : '',
    path: path as [string, string, string],
    class: typeof body?.class === 'string' ? body.class : '',
    meta,
  }
}

function findWay(body: Body | null, value: Rule | null): Way {
  if (body?.cases) return 'cases'
  if (body?.members) return 'members'
  if (body?.rfm) return 'rfm'
  if (body?.value) return isTop(value) && !body.tiers && !body.quantiles ? 'top' : 'value'
  return 'when'
}

function readSpec(spec: Spec): { id: string; is: Scalar; label: { en: string; zh: string }; otherwise: boolean } {
  return { id: nextKey(), is: spec.is, label: readWords(spec.label), otherwise: spec.else === true }
}

function readThreshold(value: unknown): Threshold {
  const found = plain<{ at?: number | null; percentile?: number | null }>(value)
  if (typeof found?.at === 'number') return { by: 'at', number: found.at }
  return { by: 'percentile', number: found?.percentile ?? 50 }
}

/** The rules that are in use on the screen: their texts are needed to write the body. */
export function listRules(tag: TagState): Rule[] {
  switch (tag.way) {
    case 'when':
      return tag.when ? [tag.when] : []
    case 'cases':
      return tag.cases.flatMap((each) => (each.rule && !each.otherwise ? [each.rule] : []))
    case 'value':
    case 'top':
      return tag.value ? [tag.value] : []
    case 'rfm':
      return tag.rfm.window ? [windowRule(tag.rfm.window)] : []
    case 'members':
      return []
  }
}

/** What is still missing, as a key of words; null where the body can be written. */
export function findGap(tag: TagState): string | null {
  switch (tag.way) {
    case 'when':
      return tag.when ? null : 'gap.when'
    case 'cases':
      if (tag.cases.length === 0) return 'gap.cases'
      if (tag.cases.some((each) => String(each.is).trim() === '')) return 'gap.value'
      return tag.cases.some((each) => !each.otherwise && !each.rule) ? 'gap.case' : null
    case 'value':
    case 'top':
      if (!tag.value) return 'gap.number'
      if (tag.way === 'value' && tag.split === 'tiers') {
        if (tag.tiers.length === 0) return 'gap.tiers'
        if (tag.tiers.some((each) => String(each.is).trim() === '' || (!each.otherwise && each.at === null))) return 'gap.tier'
      }
      return tag.way === 'value' && tag.split === 'quantiles' && tag.groups.labels?.some((each) => each.trim() === '')
        ? 'gap.value'
        : null
    case 'rfm':
      return tag.rfm.event && tag.rfm.amount ? null : 'gap.rfm'
    case 'members':
      return tag.members.file && tag.members.column ? null : 'gap.members'
  }
}

/** The body of the definition: what it was, with what is on the screen; one way only. */
export function writeTag(before: Body | null, tag: TagState, write: (rule: Rule) => string): Body {
  const rest = Object.fromEntries(
    Object.entries(before ?? {}).filter(
      ([key]) => !['when', 'cases', 'value', 'tiers', 'quantiles', 'members', 'rfm'].includes(key),
    ),
  )
  const path = tag.path.map((each) => each.trim())
  const used = path.slice(0, path.findLastIndex((each) => each !== '') + 1)
  return dropEmpty({
    ...rest,
    kind: 'tag',
    ...writeMeta(tag.meta),
    path: used.length ? used : undefined,
    class: tag.class || undefined,
    unit: (tag.way === 'value' && tag.unit.trim()) || undefined,
    ...writeWay(tag, write),
  })
}

function writeWay(tag: TagState, write: (rule: Rule) => string): Body {
  switch (tag.way) {
    case 'when':
      return { when: tag.when ? write(tag.when) : undefined }
    case 'cases':
      return {
        cases: tag.cases.map((each) => ({
          ...writeSpec(each),
          ...(each.otherwise || !each.rule ? { else: true } : { when: write(each.rule) }),
        })),
      }
    case 'top':
      return { value: tag.value ? write(tag.value) : undefined }
    case 'value':
      return {
        value: tag.value ? write(tag.value) : undefined,
        tiers:
          tag.split === 'tiers'
            ? tag.tiers.map((each) => ({ ...writeSpec(each), ...(each.otherwise ? { else: true } : { at: each.at }) }))
            : undefined,
        quantiles:
          tag.split === 'quantiles' ? (tag.groups.labels ? { labels: tag.groups.labels } : { n: tag.groups.n }) : undefined,
      }
    case 'members':
      return { members: Object.fromEntries(Object.entries(tag.members).filter(([, text]) => text.trim() !== '')) }
    case 'rfm': {
      const { event, amount, window } = tag.rfm
      const sides = (['recency', 'frequency', 'monetary'] as const).map((side) => [
        side,
        { [tag.rfm[side].by]: tag.rfm[side].number },
      ])
      return {
        rfm: {
          event,
          amount,
          ...(window ? { window: cutWindow(write(windowRule(window))) } : {}),
          ...Object.fromEntries(sides),
        },
      }
    }
  }
}

function writeSpec({ is, label }: CaseState | TierState): Body {
  const words = writeWords(label)
  return { is: typeof is === 'string' ? is.trim() : is, ...(words ? { label: words } : {}) }
}
