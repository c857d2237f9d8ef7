import type { QuarantinedItem } from '@/api/shapes'

const MOST = 5

/** The fields that the rows lack or have wrong, once each. */
export const findFields = (items: Pick<QuarantinedItem, 'field'>[]): string[] => [...new Set(items.map(({ field }) => field).filter((field) => field !== ''))]

/** Where rows that were left out stand in their file, the first few; rows of files say it in `file_row`, as “row” or “file:row”. */
export function findLines(items: Pick<QuarantinedItem, 'raw'>[]): number[] {
  const lines = items.flatMap(({ raw }) => {
    const found = /"file_row"\s*:\s*"?(?:[^"]*:)?(\d+)"?/.exec(raw)
    return found ? [Number(found[1])] : []
  })
  return [...new Set(lines)].sort((left, right) => left - right).slice(0, MOST)
}
