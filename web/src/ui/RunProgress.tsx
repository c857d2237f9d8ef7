import { Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useCancelRun, useResumeRun, useRun } from '@/api/queries/runs'
import type { Run } from '@/api/shapes'
import { formatCount, formatDuration } from '@/lib/format'
import { Failure } from './Failure'
import { useLocale } from './useLocale'

/** How far a run is, from 0 to 100; null where it cannot say. */
export function findPercent(run: Run): number | null {
  if (run.status === 'done') return 100
  const progress = run.progress
  if (!progress || progress.total <= 0) return null
  return Math.min(99, Math.floor((progress.done / progress.total) * 100))
}

interface Props {
  id: string
  /** Called once when the run has ended, however it ended. */
  onEnd?: (run: Run) => void
}

/** A run while it goes on: step, bar, cancel; failed: why, and how to go on. */
export function RunProgress({ id, onEnd }: Props) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const query = useRun(id)
  const cancel = useCancelRun()
  const resume = useResumeRun()
  const told = useRef('')
  const run = query.data
  useEffect(() => {
    if (!run || run.status === 'running' || told.current === run.id) return
    told.current = run.id
    onEnd?.(run)
  }, [run, onEnd])
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} small />
  const percent = run ? findPercent(run) : null
  const progress = run?.progress
  const took = run?.ended_at ? new Date(run.ended_at).getTime() - new Date(run.started_at).getTime() : null
  const words = !run
    ? t('run.starting')
    : run.status === 'running'
      ? progress
        ? t('run.step', {
            step: progress.part ? `${progress.label} · ${progress.part}` : progress.label,
            done: formatCount(progress.done, locale),
            total: formatCount(progress.total, locale),
          })
        : t('run.starting')
      : t(`run.${run.status}`)
  return (
    <div className="tg-column" style={{ gap: 8 }} aria-live="polite">
      <div className="tg-row tg-between">
        <span className="tg-ellipsis">
          {words} {took !== null && <span className="tg-quiet tg-tabular">{formatDuration(took, locale)}</span>}
        </span>
        {(!run || run.status === 'running') && (
          <Button size="small" loading={cancel.isPending} disabled={!run} onClick={() => cancel.mutate(id)}>
            {t('run.cancel')}
          </Button>
        )}
        {(run?.status === 'failed' || run?.status === 'cancelled') && (
          <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(id)}>
            {t('run.resume')}
          </Button>
        )}
      </div>
      <Progress
        percent={percent ?? 0}
        showInfo={percent !== null}
        size="small"
        aria-label={words}
        status={run?.status === 'failed' ? 'exception' : run?.status === 'done' ? 'success' : run?.status === 'cancelled' ? 'normal' : 'active'}
      />
      {run?.error && <Failure error={run.error} small />}
      {cancel.isError && <Failure error={cancel.error} small />}
      {resume.isError && <Failure error={resume.error} small />}
    </div>
  )
}
