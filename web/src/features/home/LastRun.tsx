import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home } from '@/api/shapes'
import { formatDuration } from '@/lib/format'
import { ButtonLink, Card, Empty, Instant, ProblemWords, RunProgress, useLocale } from '@/ui'

/** The newest run: how it ended, when, how long it took; while it goes on: how far it is. */
export function LastRun({ run }: { run: Home['last_run'] }) {
  const { t } = useTranslation('home')
  const locale = useLocale()
  return (
    <Card title={t('run.title')} extra={<ButtonLink to="/runs" size="small" type="link">{t('run.all')}</ButtonLink>}>
      {run === null ? (
        <Empty small title={t('run.none')} text={t('run.noneText')} />
      ) : run.status === 'running' ? (
        <RunProgress id={run.id} />
      ) : (
        <div className="tg-column" style={{ gap: 8 }}>
          <div className="tg-row tg-wrap">
            <Link to="/runs/$id" params={{ id: run.id } as never}>{run.label}</Link>
            <span className={run.status === 'done' ? 'tg-good' : run.status === 'failed' ? 'tg-bad' : 'tg-quiet'}>{t(`ui:run.${run.status}`)}</span>
            <Instant at={run.started_at} />
            {run.ended_at && (
              <span className="tg-quiet tg-tabular">
                {formatDuration(new Date(run.ended_at).getTime() - new Date(run.started_at).getTime(), locale)}
              </span>
            )}
          </div>
          {run.error && <div className="tg-bad"><ProblemWords problem={run.error} /></div>}
        </div>
      )}
    </Card>
  )
}
