import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { call } from '@/api/client'
import type { Problem } from '@/api/problem'
import { useLanguage } from '@/lib/appearance'
import type { Rule } from '../tree/rule'
import type { Scope } from '../tree/world'

/** A rule as the server reads it: text, JSON, sentence, type, and what is wrong with it. */
export interface Reading {
  valid: boolean
  text: string | null
  json: Rule | null
  words: { en: string; zh: string } | null
  type: string | null
  unit: string | null
  error: Problem | null
  warnings: { message: string; start: number | null; end: number | null }[]
}

export type Source = { text: string } | { json: Rule }

export const readRule = (source: Source, signal?: AbortSignal): Promise<Reading> =>
  call<Reading>('POST', '/rules/read', { body: source, ...(signal ? { signal } : {}) })

/** A value that follows another one after it has stood still for so many milliseconds. */
export function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

/** The reading of a rule; the one before stays in sight until the next is there. */
export function useReading(source: Source | null) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['reading', language, source],
    queryFn: ({ signal }) => readRule(source as Source, signal),
    enabled: source !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

/** Reads and writes the text of one part of a rule, in the scope where it stands. */
export function useRuleText(scope: Scope) {
  const queries = useQueryClient()
  const language = useLanguage()
  const ask = useCallback(
    (source: Source) =>
      queries.fetchQuery({
        queryKey: ['reading', language, source],
        queryFn: ({ signal }) => readRule(source, signal),
        staleTime: 60_000,
      }),
    [queries, language],
  )
  const frame = useCallback(async () => {
    if (scope.kind === 'customer') return { before: '', after: '' }
    const text = (await ask({ json: wrapRule({ name: MARK }, scope) })).text ?? ''
    const at = text.indexOf(MARK)
    return { before: text.slice(0, at), after: text.slice(at + MARK.length) }
  }, [ask, scope])
  const write = useCallback(
    async (rule: Rule): Promise<string> => {
      const [{ before, after }, reading] = await Promise.all([frame(), ask({ json: wrapRule(rule, scope) })])
      const text = reading.text ?? ''
      return text.slice(before.length, text.length - after.length)
    },
    [ask, frame, scope],
  )
  const read = useCallback(
    async (text: string): Promise<{ rule: Rule } | { error: Problem }> => {
      const { before, after } = await frame()
      const reading = await ask({ text: `${before}${text}${after}` })
      const rule = reading.json && unwrapRule(reading.json, scope)
      if (rule) return { rule }
      return { error: shiftProblem(reading.error ?? { code: 'rule', message: text, nearest: [], errors: [] }, before.length) }
    },
    [ask, frame, scope],
  )
  return { read, write }
}

const MARK = 'tagma_part'

/** A problem of a whole rule as a problem of the part that begins so many letters later. */
function shiftProblem(problem: Problem, by: number): Problem {
  const { start, end } = problem.data ?? {}
  if (by === 0 || typeof start !== 'number' || typeof end !== 'number') return problem
  return { ...problem, where: null, data: { start: start - by, end: end - by } }
}

/** The text with what is wrong in it replaced by a name. */
export function mendText(text: string, problem: Problem, name: string): string {
  const { start, end } = problem.data ?? {}
  if (typeof start !== 'number' || typeof end !== 'number') return text
  const [letters, written] = [[...text], [...name]]
  return [...letters.slice(0, start), ...written, ...letters.slice(end)].join('')
}

function wrapRule(rule: Rule, scope: Scope): Rule {
  if (scope.kind === 'event') return { aggregate: 'count', event: scope.event, where: rule }
  return scope.kind === 'group' ? { any: scope.event, property: scope.property, rule } : rule
}

function unwrapRule(rule: Rule, scope: Scope): Rule | null {
  if (scope.kind === 'event') return ('aggregate' in rule && rule.where) || null
  if (scope.kind === 'group') return 'any' in rule ? rule.rule : null
  return rule
}
