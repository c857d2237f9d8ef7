import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRuns, useStartRun } from '@/api/queries/runs'
import { useMay } from '@/api/queries/session'
import type { Run } from '@/api/shapes'
import { formatDuration } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { Card, DataTable, Empty, Failure, Instant, Page, RunProgress, useLocale, type DataColumn } from '@/ui'
import { measureRun } from './measure'
import { RunState } from './RunState'

/** All runs; what is under way stands first with its progress. */
export default function RunsPage() {
  const { t } = useTranslation('runs')
  const locale = useLocale()
  const navigate = useNavigate()
  const [url, setUrl] = useUrlState()
  const limit = Number(url.limit) || 20
  const offset = Number(url.offset) || 0
  const runs = useRuns(limit, offset)
  const start = useStartRun()
  const may = useMay('analyst')
  const [force, setForce] = useState(false)
  const open = (run: Run) => void navigate({ to: '/runs/$id', params: { id: run.id } as never })
  const running = runs.data?.items.find((run) => run.status === 'running')

  const columns: DataColumn<Run>[] = [
    { key: 'began', title: t('began'), width: 184, fixed: true, render: (run) => <Link to="/runs/$id" params={{ id: run.id } as never}><Instant at={run.started_at} seconds /></Link> },
    { key: 'flow', title: t('flow'), width: 120, render: (run) => run.label },
    { key: 'status', title: t('status'), width: 120, render: (run) => <RunState status={run.status} /> },
    { key: 'took', title: t('took'), width: 112, numeric: true, render: (run) => formatDuration(measureRun(run), locale) },
    { key: 'asOf', title: t('asOf'), width: 168, render: (run) => <Instant at={run.as_of} /> },
    { key: 'by', title: t('by'), width: 136, render: (run) => <span data-verbatim>{run.author}</span> },
    { key: 'error', title: t('error'), width: 320, render: (run) => run.error && <span className="tg-bad tg-ellipsis" title={run.error.message}>{run.error.message}</span> },
    { key: 'id', title: t('id'), width: 168, hidden: true, render: (run) => <code className="tg-mono">{run.id}</code> },
  ]

  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        may && (
          <>
            <Checkbox checked={force} onChange={(event) => setForce(event.target.checked)}>
              {t('force')}
            </Checkbox>
            <Button type="primary" disabled={running !== undefined} loading={start.isPending} onClick={() => start.mutate({ force }, { onSuccess: open })}>
              {t('start')}
            </Button>
          </>
        )
      }
    >
      <div className="tg-column">
        {start.isError && <Failure error={start.error} small />}
        {running && (
          <Card title={running.label}>
            <RunProgress id={running.id} />
          </Card>
        )}
        <DataTable<Run>
          name="runs"
          label={t('all')}
          columns={columns}
          rows={runs.data?.items}
          rowKey={(run) => run.id}
          error={runs.error}
          onRetry={() => void runs.refetch()}
          onRow={open}
          empty={<Empty title={t('none')} text={t('noneText')} />}
          page={{
            offset,
            limit,
            total: runs.data?.total ?? 0,
            onChange: (from, size) => setUrl({ offset: from ? String(from) : undefined, limit: size === 20 ? undefined : String(size) }, 'push'),
          }}
        />
      </div>
    </Page>
  )
}
