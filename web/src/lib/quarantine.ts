import type { SourceItem } from '@/api/shapes'

interface Fault {
  message?: string
  rows?: number
}

/** How many rows of the newest load had a fault: in all, and by what is wrong in the server's words, most first. */
export function readQuarantine(report: SourceItem['report']): { total: number; reasons: [string, number][] } {
  const outputs = (report?.outputs ?? []) as { quarantined?: Fault[] }[]
  const counts = new Map<string, number>()
  for (const { quarantined = [] } of outputs) {
    for (const { message = '', rows = 0 } of quarantined) counts.set(message, (counts.get(message) ?? 0) + rows)
  }
  const reasons = [...counts].filter(([, rows]) => rows > 0).sort((left, right) => right[1] - left[1])
  return { total: reasons.reduce((sum, [, rows]) => sum + rows, 0), reasons }
}
