import type { Run } from '@/api/shapes'

/** How long a run took, in milliseconds; null while it goes on. */
export function measureRun(run: Pick<Run, 'started_at' | 'ended_at'>): number | null {
  return run.ended_at === null ? null : new Date(run.ended_at).getTime() - new Date(run.started_at).getTime()
}
