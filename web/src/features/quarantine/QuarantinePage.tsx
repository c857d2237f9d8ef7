import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuarantine, useReplay } from '@/api/collecting/collect'
import { useMay } from '@/api/queries/session'
import { useUrlState } from '@/lib/url'
import { Card, Empty, Failure, LinesSkeleton, Page, useLocale } from '@/ui'
import { formatCount } from '@/lib/format'
import { DiscardRows } from './DiscardRows'
import { Reasons } from './Reasons'
import { ReplayResult } from './ReplayResult'
import { RowDrawer } from './RowDrawer'
import { RowsTable } from './RowsTable'
import './quarantine.css'

/** What was not loaded, of events, files and databases; why, and what to do. */
export default function QuarantinePage() {
  const { t } = useTranslation('quarantine')
  const may = useMay('analyst')
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      {may ? <Shelf /> : <Empty title={t('viewer')} text={t('viewerText')} />}
    </Page>
  )
}

function Shelf() {
  const { t } = useTranslation('quarantine')
  const locale = useLocale()
  const [url, setUrl] = useUrlState()
  const admin = useMay('administrator')
  const [keys, setKeys] = useState<string[]>([])
  const filter = { reason: url.reason ?? '', source: url.source ?? '', event: url.event ?? '' }
  const found = useQuarantine(filter)
  const replay = useReplay()
  const first = found.data?.pages[0]
  const rows = found.data?.pages.flatMap(({ items }) => items)
  const chosen = rows?.filter(({ id }) => keys.includes(id)) ?? []
  const replayable = chosen.filter((row) => row.replayable)
  const reason = first?.reasons.find((each) => each.reason === filter.reason)
  const filtered = filter.reason !== '' || filter.source !== '' || filter.event !== ''

  const choose = (change: { reason?: string; source?: string; event?: string }) => {
    setKeys([])
    replay.reset()
    setUrl(change, 'push')
  }
  const tryAgain = (body: Parameters<typeof replay.mutate>[0]) => replay.mutate(body, { onSuccess: () => setKeys([]) })

  if (found.isError && first === undefined) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (first && first.total === 0 && !filtered && replay.data === undefined) {
    return <Empty title={t('none')} text={t('noneText')} />
  }
  return (
    <div className="tg-quarantine">
      <Card title={t('reasons')} flush>
        {first ? (
          <Reasons reasons={first.reasons} chosen={filter.reason} onChoose={(one) => choose({ reason: one })} />
        ) : (
          <div className="tg-quarantine-wait"><LinesSkeleton rows={6} /></div>
        )}
      </Card>
      <div className="tg-column">
        {reason && (
          <Card title={reason.label}>
            <div className="tg-row tg-wrap tg-between">
              <span className="tg-quarantine-next">{reason.next}</span>
              {reason.stage === 'door' && (
                <Button loading={replay.isPending} onClick={() => tryAgain({ reason: filter.reason, source: filter.source, event: filter.event })}>
                  {t('replayReason', { n: formatCount(first?.total, locale) })}
                </Button>
              )}
            </div>
          </Card>
        )}
        {replay.isError && <Failure error={replay.error} small />}
        {replay.data && <ReplayResult result={replay.data} onClose={() => replay.reset()} />}
        <RowsTable
          rows={rows}
          keys={keys}
          onKeys={setKeys}
          onOpen={(id) => setUrl({ row: id })}
          tools={
            <>
              <Select
                aria-label={t('source')}
                value={filter.source}
                style={{ width: 184 }}
                onChange={(source) => choose({ source: source || undefined })}
                options={[{ value: '', label: t('allSources') }, ...(first?.sources ?? []).map((name) => ({ value: name, label: name.replace(/^push:/, '') }))]}
              />
              {filter.event !== '' && (
                <Button onClick={() => choose({ event: undefined })}>{t('allEvents')}</Button>
              )}
              <span className="tg-quiet tg-tabular">{first && t('total', { count: first.total })}</span>
            </>
          }
          extra={
            <>
              <Button
                type="primary"
                disabled={replayable.length === 0}
                loading={replay.isPending}
                onClick={() => tryAgain({ ids: replayable.map(({ id }) => id) })}
              >
                {replayable.length === 0 ? t('replay') : t('replayChosen', { count: replayable.length })}
              </Button>
              {admin && <DiscardRows ids={chosen.map(({ id }) => id)} onDone={() => setKeys([])} />}
            </>
          }
        />
        {found.hasNextPage && (
          <div className="tg-row" style={{ justifyContent: 'center' }}>
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('more')}</Button>
          </div>
        )}
      </div>
      <RowDrawer
        id={url.row ?? null}
        onClose={() => setUrl({ row: undefined })}
        onReplay={(id) => {
          setUrl({ row: undefined })
          tryAgain({ ids: [id] })
        }}
      />
    </div>
  )
}
