import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '@/api/client'
import { useWorkspace } from '@/api/queries/workspace'
import { useLanguage } from '@/lib/appearance'
import { foldName, type EventInfo, type FieldInfo, type Named, type Operator, type World } from '../tree/world'

interface VocabularyAnswer {
  events: EventInfo[]
  fields: FieldInfo[]
  segments: Named[]
  lists: Named[]
  purposes: (Named | string)[]
}

const KEPT = 5 * 60_000

/** What rules can say and name, in the language of the screens; null while it is on its way. */
export function useWorld(): { world: World | null; error: Error | null; retry: () => void } {
  const language = useLanguage()
  const workspace = useWorkspace()
  const operators = useQuery({
    queryKey: ['operators', language],
    queryFn: ({ signal }) => call<Operator[] | { items: Operator[] }>('GET', '/operators', { signal }),
    staleTime: Infinity,
  })
  const vocabulary = useQuery({
    queryKey: ['vocabulary', language],
    queryFn: ({ signal }) => call<VocabularyAnswer>('GET', '/vocabulary', { signal }),
    staleTime: KEPT,
  })
  const world = useMemo<World | null>(() => {
    if (!operators.data || !vocabulary.data || !workspace.data) return null
    const rows = Array.isArray(operators.data) ? operators.data : operators.data.items
    const names = vocabulary.data
    return {
      operators: new Map(rows.map((row) => [row.name, row])),
      events: new Map(names.events.map((event) => [foldName(event.name), event])),
      fields: new Map(names.fields.map((field) => [foldName(field.name), field])),
      segments: names.segments,
      lists: names.lists,
      purposes: names.purposes.map((each) => (typeof each === 'string' ? { name: each, label: each } : each)),
      timeZone: workspace.data.time_zone,
    }
  }, [operators.data, vocabulary.data, workspace.data])
  const asked = [operators, vocabulary, workspace]
  return {
    world,
    error: asked.find((each) => each.error)?.error ?? null,
    retry: () => asked.forEach((each) => void each.refetch()),
  }
}

/** The local day of the workspace's clock, ISO: where relative days of pickers begin. */
export function useToday(): string {
  const workspace = useWorkspace()
  const now = workspace.data?.now
  return useMemo(() => {
    const instant = now ? new Date(now) : new Date()
    const zone = workspace.data?.time_zone ?? 'UTC'
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(instant)
  }, [now, workspace.data?.time_zone])
}
