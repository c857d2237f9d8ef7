import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part } from '../client'
import type { Column, Listed } from '../shapes'
import type { Formula, Used } from './tags'

export interface SegmentItem {
  name: string
  label: string
  description: string | null
  owner: string | null
  way: string
  refresh: string
  version: number
  as_of: string | null
  customers: number | null
  total: number | null
  share: number | null
  used_by: Used[]
  sizes: { at: string; customers: number }[]
}

export function useSegments() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['segments', language],
    queryFn: ({ signal }) => call<Listed<SegmentItem>>('GET', '/segments', { signal }),
  })
}

export interface SegmentPageData {
  segment: SegmentItem
  formula: Formula
  used_by: Used[]
  reads: Used[]
  run_at: string | null
}

export function useSegment(name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['segment', language, name],
    queryFn: ({ signal }) => call<SegmentPageData>('GET', `/segments/${part(name)}`, { signal }),
    enabled: name !== '',
  })
}

/** One value on both sides; the index is 100 where it is as frequent as in the base. */
export interface SharedValue {
  value: unknown
  label: string
  group: number
  base: number
  group_share: number | null
  base_share: number | null
  tgi: number | null
}

export interface NumberSide {
  known: number
  mean: number | null
  lower_quartile: number | null
  median: number | null
  upper_quartile: number | null
}

/** One trait, tag or segment on both sides. */
export interface ComparedField {
  field: Column
  strength: number
  defining: boolean
  group_known: number
  base_known: number
  values: SharedValue[]
  group: NumberSide | null
  base: NumberSide | null
  difference: number | null
}

export interface Portrait {
  as_of: string | null
  against: string | null
  customers: number
  base: number
  both: number
  fields: ComparedField[]
}

export function usePortrait(name: string, against: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['portrait', language, name, against],
    queryFn: ({ signal }) => call<Portrait>('GET', `/segments/${part(name)}/portrait`, { query: { against }, signal }),
    staleTime: 60_000,
    retry: false,
  })
}

export interface DayMoves {
  day: string
  at: string
  entered: number
  left: number
  size: number | null
}

export interface Mover {
  customer: string
  at: string
}

export interface Moves {
  series: DayMoves[]
  entered: Mover[]
  left: Mover[]
}

export function useMoves(name: string, days: number) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['moves', language, name, days],
    queryFn: ({ signal }) => call<Moves>('GET', `/segments/${part(name)}/moves`, { query: { days }, signal }),
    placeholderData: (before) => before,
  })
}
