import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { ButtonLink, Card, Instant, ProblemWords, useLocale } from '@/ui'
import { SourceState, useWhenWords } from '../words'
import { ScheduleDialog } from './ScheduleDialog'

/** How the source is, what it reads and brings, when it is loaded. */
export function Facts({ source, may }: { source: Source; may: boolean }) {
  const { t } = useTranslation('sources')
  const locale = useLocale()
  const when = useWhenWords()
  const [editing, setEditing] = useState(false)
  const scheduled = source.kind !== 'push' && source.kind !== 'mqtt'
  const failed = source.last_load?.error
  return (
    <>
      <Card title={t('state')}>
        <dl className="source-facts">
          <dt>{t('state')}</dt>
          <dd><SourceState status={source.status} /></dd>
          <dt>{t('lastLoad')}</dt>
          <dd>{source.loaded_at ? <Instant at={source.loaded_at} /> : <span className="tg-quiet">{t('never')}</span>}</dd>
          <dt>{t('rows')}</dt>
          <dd className="tg-tabular">{formatCount(source.rows, locale)}</dd>
          <dt>{t('rejected')}</dt>
          <dd className="tg-tabular">
            {source.last_load && source.last_load.rejected > 0 ? (
              <Link to="/quarantine" search={{ source: source.name } as never} className="tg-warn">{formatCount(source.last_load.rejected, locale)}</Link>
            ) : (
              formatCount(source.last_load?.rejected ?? 0, locale)
            )}
          </dd>
          {source.address && (
            <>
              <dt>{t('place')}</dt>
              <dd className="source-address"><code className="tg-mono" data-verbatim>{source.address}</code></dd>
            </>
          )}
          <dt>{t('reading')}</dt>
          <dd>{t(source.incremental ? 'incremental' : 'whole')}</dd>
          {source.template && <><dt>{t('template')}</dt><dd data-verbatim>{source.template}</dd></>}
          {source.owner && <><dt>{t('owner')}</dt><dd data-verbatim>{source.owner}</dd></>}
        </dl>
        {failed && (
          <div className="source-failed" role="alert">
            <ProblemWords problem={failed} />
          </div>
        )}
      </Card>
      {scheduled && (
        <Card title={t('schedule')} extra={may && <Button size="small" onClick={() => setEditing(true)}>{t('edit')}</Button>}>
          <div data-verbatim={source.schedule?.every.startsWith('cron') || undefined}>{when(source.schedule?.every)}</div>
          {source.schedule?.next_at && <div className="tg-quiet">{t('next')} <Instant at={source.schedule.next_at} /></div>}
          {editing && <ScheduleDialog source={source} onClose={() => setEditing(false)} />}
        </Card>
      )}
      <Card title={t('kindOf')}>
        {source.events.length === 0 && source.traits.length === 0 && !source.consents ? (
          <span className="tg-quiet">{t('nothingYet')}</span>
        ) : (
          <dl className="source-facts">
            {source.events.length > 0 && (
              <>
                <dt>{t('brings.events')}</dt>
                <dd>
                  <Link to="/schema" data-verbatim>{source.events.join(' · ')}</Link>
                </dd>
              </>
            )}
            {source.traits.length > 0 && (
              <>
                <dt>{t('traits')}</dt>
                <dd><Link to="/schema" search={{ tab: 'traits' } as never} data-verbatim>{source.traits.join(' · ')}</Link></dd>
              </>
            )}
            {source.consents && <><dt>{t('brings.consents')}</dt><dd>{t('yes')}</dd></>}
          </dl>
        )}
        {source.kind === 'push' && <div className="source-more"><ButtonLink size="small" to="/settings" search={{ tab: 'write-keys' }}>{t('keys')}</ButtonLink></div>}
      </Card>
    </>
  )
}
