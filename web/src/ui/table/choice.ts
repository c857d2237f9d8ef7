import { useCallback, useMemo, useState } from 'react'

interface Kept {
  shown: string[] | null
  dense: boolean
}

export interface TableChoice {
  dense: boolean
  shows: (key: string) => boolean
  show: (keys: string[]) => void
  reset: () => void
  compress: (dense: boolean) => void
}

const key = (name: string): string => `tagma.table.${name}`

function read(name: string): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(key(name)) ?? 'null') as Kept | null
    if (found) return { shown: Array.isArray(found.shown) ? found.shown : null, dense: Boolean(found.dense) }
  } catch {
    // Nothing kept, or kept by hand: the usual columns.
  }
  return { shown: null, dense: true }
}

/** Which columns a table shows and how tight: kept in this browser. */
export function useTableChoice(name: string, columns: { key: string; hidden?: boolean; fixed?: boolean }[]): TableChoice {
  const [kept, setKept] = useState(() => read(name))
  const keep = useCallback(
    (next: Kept) => {
      setKept(next)
      try {
        localStorage.setItem(key(name), JSON.stringify(next))
      } catch {
        // Kept until the page is closed.
      }
    },
    [name],
  )
  return useMemo(
    () => ({
      dense: kept.dense,
      shows: (column) => {
        const found = columns.find((each) => each.key === column)
        return found?.fixed || (kept.shown ? kept.shown.includes(column) : !found?.hidden)
      },
      show: (shown) => keep({ ...kept, shown }),
      reset: () => keep({ ...kept, shown: null }),
      compress: (dense) => keep({ ...kept, dense }),
    }),
    [kept, keep, columns],
  )
}
