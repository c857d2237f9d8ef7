import { useMutation } from '@tanstack/react-query'
import { call, part, writeAddress } from '../client'
import type { Run } from '../shapes'
import type { PeopleQuery } from './people'

export const FORMATS = ['csv', 'xlsx', 'json', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

export interface ExportAsked extends PeopleQuery {
  format: Format
  /** What the file is called. */
  title?: string
}

/** Begins to write customers to a file. */
export function useStartExport() {
  return useMutation({ mutationFn: (body: ExportAsked) => call<{ id: string; run: Run }>('POST', '/exports', { body }) })
}

export const exportFile = (id: string): string => writeAddress(`/exports/${part(id)}/file`)
