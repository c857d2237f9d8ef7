import { PauseOutlined, CaretRightOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCollectHealth, useLive, useWriteKeys } from '@/api/collecting/collect'
import { useMay } from '@/api/queries/session'
import { HealthPanel } from '@/collecting/HealthPanel'
import { useUrlState } from '@/lib/url'
import { ButtonLink, Card, Empty, Failure, LinesSkeleton, Page, SearchBox } from '@/ui'
import { EventDrawer } from './EventDrawer'
import { FirstEvent } from './FirstEvent'
import { LiveTable } from './LiveTable'
import './live.css'

type Status = 'all' | 'accepted' | 'quarantined'

/** The last events as they arrive, and how collection is. */
export default function LivePage() {
  const { t } = useTranslation('live')
  const may = useMay('analyst')
  const health = useCollectHealth(5000)
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={may && <ButtonLink to="/settings" search={{ tab: 'write-keys' }}>{t('keys')}</ButtonLink>}>
      <div className="tg-column">
        {health.data ? (
          health.data.collecting && (
            <Card>
              <HealthPanel health={health.data} />
            </Card>
          )
        ) : health.isError ? (
          <Failure error={health.error} onRetry={() => void health.refetch()} small />
        ) : (
          <Card>
            <LinesSkeleton rows={2} />
          </Card>
        )}
        {may ? <Stream /> : <Empty title={t('viewer')} text={t('viewerText')} />}
      </div>
    </Page>
  )
}

function Stream() {
  const { t } = useTranslation('live')
  const [url, setUrl] = useUrlState()
  const [paused, setPaused] = useState(false)
  const [text, setText] = useState({ event: url.event ?? '', search: url.search ?? '' })
  const filter = { source: url.source ?? '', event: url.event ?? '', search: url.search ?? '' }
  const status = (url.status ?? 'all') as Status
  const live = useLive(filter, paused)
  const keys = useWriteKeys()
  const filtered = filter.source !== '' || filter.event !== '' || filter.search !== ''
  const rows = live.data?.items.filter((each) => status === 'all' || each.status === status)
  const open = url.at === undefined ? null : Number(url.at)

  if (live.data?.newest === 0 && !filtered) return <FirstEvent />
  return (
    <>
      <LiveTable
        rows={rows}
        error={live.error}
        onRetry={() => void live.refetch()}
        onOpen={(position) => setUrl({ at: String(position) })}
        filtered={filtered || status !== 'all'}
        tools={
          <>
            <Button icon={paused ? <CaretRightOutlined /> : <PauseOutlined />} onClick={() => setPaused(!paused)} aria-pressed={paused}>
              {paused ? t('resume') : t('pause')}
            </Button>
            <span className="tg-row tg-quiet tg-live-state">
              <span className={paused ? 'tg-light tg-light-quiet' : 'tg-light tg-live-beat'} aria-hidden />
              {paused ? t('paused') : t('running')}
            </span>
            <Select
              aria-label={t('source')}
              value={filter.source}
              style={{ width: 152 }}
              onChange={(source) => setUrl({ source: source || undefined })}
              options={[{ value: '', label: t('allSources') }, ...(keys.data?.items ?? []).map(({ source }) => ({ value: source, label: source }))]}
            />
            <Input
              allowClear
              aria-label={t('event')}
              placeholder={t('event')}
              value={text.event}
              style={{ width: 160 }}
              onChange={({ target, type }) => {
                setText({ ...text, event: target.value })
                if (target.value === '' || type === 'click') setUrl({ event: undefined })
              }}
              onPressEnter={() => setUrl({ event: text.event.trim() || undefined })}
              onBlur={() => setUrl({ event: text.event.trim() || undefined })}
            />
            <form
              role="search"
              onSubmit={(submitted) => {
                submitted.preventDefault()
                setUrl({ search: text.search.trim() || undefined })
              }}
            >
              <SearchBox
                width={216}
                value={text.search}
                label={t('search')}
                onChange={(search) => {
                  setText({ ...text, search })
                  if (search === '') setUrl({ search: undefined })
                }}
              />
            </form>
            <Segmented<Status>
              aria-label={t('status')}
              value={status}
              onChange={(value) => setUrl({ status: value === 'all' ? undefined : value })}
              options={(['all', 'accepted', 'quarantined'] as const).map((value) => ({ value, label: t(`of.${value}`) }))}
            />
          </>
        }
      />
      {(live.data?.skipped ?? 0) > 0 && <Alert type="info" showIcon title={t('skipped', { count: live.data?.skipped })} />}
      <EventDrawer position={open !== null && Number.isSafeInteger(open) ? open : null} onClose={() => setUrl({ at: undefined })} />
    </>
  )
}
