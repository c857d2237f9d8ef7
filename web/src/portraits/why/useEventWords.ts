import { useMemo } from 'react'
import { useVocabulary } from '@/api/queries/vocabulary'

/** What events and their properties are called, and in which units they count. */
export function useEventWords() {
  const { data } = useVocabulary()
  return useMemo(() => {
    const events = new Map(data?.events.map((event) => [event.name, event]))
    const property = (event: string, name: string) => events.get(event)?.properties.find((each) => each.name === name)
    return {
      all: data?.events ?? [],
      event: (name: string): string => events.get(name)?.label ?? name,
      property: (event: string, name: string): string => property(event, name)?.label ?? name,
      unit: (event: string, name: string): string | null => property(event, name)?.unit ?? null,
      type: (event: string, name: string): string | null => property(event, name)?.type ?? null,
    }
  }, [data])
}
