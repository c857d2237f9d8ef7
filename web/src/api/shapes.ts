/** Shapes of answers, as the contract of the API says them. */
import type { Problem } from './problem'

export interface Me {
  name: string
  role: 'administrator' | 'analyst' | 'viewer'
  csrf: string
  local: boolean
}

export interface Workspace {
  name: string
  language: 'en' | 'zh'
  currency: string | null
  time_zone: string
  week_start: string
  clock: string
  run: string | null
  /** The instant of the portrait; null before the first refresh. */
  as_of: string | null
  now: string
  customers: number
  version: string
  /** Level → its words. */
  taxonomy: Record<string, string>
}

export interface Progress {
  step: string
  label: string
  done: number
  total: number
  part: string | number | null
}

export interface RunStep {
  name: string
  label: string
  status: RunStatus | 'waiting' | 'skipped'
  rows: number | null
  ms: number | null
  error: Problem | null
}

export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled'

export interface Run {
  id: string
  flow: string
  status: RunStatus
  as_of: string | null
  started_at: string
  ended_at: string | null
  author: string | null
  error: Problem | null
  steps: RunStep[]
  progress: Progress | null
}

/** One change to definitions: a body puts it, null removes it; `base_version` is what was read before. */
export interface Change {
  kind: string
  name: string
  body: Record<string, unknown> | null
  base_version: number | null
}

export interface FieldChange {
  path: string
  before: unknown
  after: unknown
}

export interface PlannedChange {
  action: string
  kind: string
  name: string
  label: string | null
  fields: FieldChange[]
  effective: string | null
  customers: { gained: number; lost: number; changed: number; total: number } | null
  affects: { kind: string; name: string; label?: string | null }[]
}

export interface Plan {
  changes: PlannedChange[]
  errors: Problem[]
  notices: string[]
  as_of: string | null
}

export interface Applied {
  plan: Plan
  versions: { kind: string; name: string; version: number }[]
  run: Run | null
}

export interface Definition {
  kind: string
  name: string
  body: Record<string, unknown>
  version: number | null
  yaml: string
  place: string | null
  applied_at: string | null
  author: string | null
  reason: string | null
  used_by: { kind: string; name: string; label: string }[]
  pending: boolean
}

/** One column of a list of customers. */
export interface Column {
  name: string
  label: string
  kind: 'id' | 'trait' | 'tag' | 'score' | 'segment'
  type: string
  unit: string | null
  /** Words for its values, where they have some. */
  values?: { value: unknown; label: string }[]
}

export interface Listed<Item> {
  items: Item[]
  total?: number
}
