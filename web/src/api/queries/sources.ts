import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLanguage } from '@/lib/appearance'
import { call, part, sendFile, writeAddress } from '../client'
import type { Change, EventMapping, Listed, Run, Source, SourceItem, SourceTemplate, TemplateDraft, Trial, WantedOutput } from '../shapes'

const path = (name: string): string => `/sources/${part(name)}`

/** The sources with how their loads went; asked again while the page is open. */
export function useSources() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['sources', language],
    queryFn: ({ signal }) => call<Listed<SourceItem>>('GET', '/sources', { signal }),
    refetchInterval: 15_000,
  })
}

/** One source with its SELECTs, columns and last loads. */
export function useSource(name: string) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['source', language, name],
    queryFn: ({ signal }) => call<Source>('GET', path(name), { signal }),
    enabled: name !== '',
    refetchInterval: 15_000,
  })
}

/** Reads the first rows of a source; a failure is an answer, too. */
export function useTrySource() {
  return useMutation({ mutationFn: (body: { name: string } | { body: Record<string, unknown> }) => call<Trial>('POST', '/sources/test', { body }) })
}

/** Loads a source now. */
export function useLoadSource(name: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call<Run>('POST', `${path(name)}/load`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  })
}

/** Which column becomes what, event by event. */
export function useMapping(name: string, enabled: boolean) {
  const language = useLanguage()
  return useQuery({
    queryKey: ['mapping', language, name],
    queryFn: ({ signal }) => call<Listed<EventMapping>>('GET', `${path(name)}/mapping`, { signal }),
    enabled,
  })
}

/** The change that gives an event of a source other columns; nothing is changed yet. */
export function useMappingDraft(name: string) {
  return useMutation({
    mutationFn: async (body: { event: string; outputs: WantedOutput[] }) =>
      (await call<{ changes: Change[] }>('POST', `${path(name)}/mapping/draft`, { body })).changes,
  })
}

/** The templates of sources. */
export function useTemplates() {
  const language = useLanguage()
  return useQuery({
    queryKey: ['source-templates', language],
    queryFn: ({ signal }) => call<Listed<SourceTemplate>>('GET', '/source-templates', { signal }),
    staleTime: Infinity,
  })
}

export interface TemplateAnswers {
  answers: Record<string, string>
  /** The columns of one's own file by the template's names. */
  columns: Record<string, string>
}

/** The changes that take a template, by what was answered; nothing is in force yet. */
export function useTemplateDraft(name: string) {
  return useMutation({
    mutationFn: (body: TemplateAnswers) => call<TemplateDraft>('POST', `/source-templates/${part(name)}/draft`, { body }),
  })
}

/** Sends a file for a template; its id answers the question. */
export function useSendTemplateFile(name: string) {
  return useMutation({
    mutationFn: (file: File) => sendFile<{ id: string; name: string }>(`/source-templates/${part(name)}/file`, file, { query: { file: file.name } }),
  })
}

export const sampleFile = (template: string, file: string): string => writeAddress(`/source-templates/${part(template)}/sample`, { file })
