import { useTranslation } from 'react-i18next'
import { useRun } from '@/api/queries/runs'
import type { RunStep } from '@/api/shapes'
import { formatCount, formatDuration, formatInstant } from '@/lib/format'
import { useParam } from '@/lib/url'
import { Card, DataTable, Empty, Failure, Instant, LinesSkeleton, Page, ProblemWords, RunProgress, useLocale, type DataColumn } from '@/ui'
import { measureRun } from './measure'
import { RunState } from './RunState'
import './run.css'

/** One run: how far it is or how it ended, each step with its rows and time. */
export default function RunPage() {
  const { t } = useTranslation('runs')
  const locale = useLocale()
  const id = useParam('id')
  const query = useRun(id)
  const run = query.data
  const columns: DataColumn<RunStep>[] = [
    { key: 'step', title: t('step'), width: 320, fixed: true, render: (step) => step.label },
    { key: 'status', title: t('status'), width: 120, render: (step) => <RunState status={step.status} /> },
    { key: 'rows', title: t('rows'), width: 120, numeric: true, render: (step) => formatCount(step.rows, locale) },
    { key: 'ms', title: t('ms'), width: 120, numeric: true, render: (step) => formatDuration(step.ms, locale) },
    { key: 'error', title: t('error'), width: 360, render: (step) => step.error && <ProblemWords problem={step.error} /> },
  ]
  const facts: [string, React.ReactNode][] = run
    ? [
        [t('status'), <RunState key="status" status={run.status} />],
        [t('asOf'), <Instant key="asOf" at={run.as_of} />],
        [t('began'), <Instant key="began" at={run.started_at} seconds />],
        [t('took'), formatDuration(measureRun(run), locale)],
        [t('by'), <span key="by" data-verbatim>{run.author}</span>],
        [t('id'), <code key="id" className="tg-mono">{run.id}</code>],
      ]
    : []
  const title = run ? `${run.label} · ${formatInstant(run.started_at, locale)}` : t('run')
  return (
    <Page title={title} crumbs={[{ label: t('title'), to: '/runs' }]}>
      {query.isError && run === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : run === undefined ? (
        <LinesSkeleton rows={8} />
      ) : (
        <div className="tg-column">
          <dl className="tg-run-facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {run.status !== 'done' && (
            <Card>
              <RunProgress id={run.id} />
              {run.status === 'failed' && <p className="tg-quiet">{t('failedSteps')}</p>}
            </Card>
          )}
          <Card title={t('steps')} flush>
            <DataTable<RunStep>
              name="run-steps"
              label={t('steps')}
              columns={columns}
              plain
              rows={run.steps}
              rowKey={(step) => step.name}
              empty={<Empty title={t('noSteps')} small />}
            />
          </Card>
        </div>
      )}
    </Page>
  )
}
