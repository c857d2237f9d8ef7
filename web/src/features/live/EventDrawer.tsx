import { Alert, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLiveEvent } from '@/api/collecting/collect'
import type { LiveDetail } from '@/api/shapes'
import { formatClock, formatDay } from '@/lib/format'
import { ButtonLink, CustomerLink, Failure, JsonBlock, LinesSkeleton, useLocale } from '@/ui'
import { Status } from './LiveTable'

/** One event in full: who, when by which clock, what is stored of it, and what became of it. */
export function EventDrawer({ position, onClose }: { position: number | null; onClose: () => void }) {
  const { t } = useTranslation('live')
  const found = useLiveEvent(position)
  const name = found.data ? found.data.event || found.data.type || t('unnamed') : t('one')
  return (
    <Drawer open={position !== null} onClose={onClose} size={640} title={<span data-verbatim>{name}</span>} destroyOnHidden>
      {found.data ? (
        <Detail event={found.data} />
      ) : found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} small />
      ) : (
        <LinesSkeleton rows={8} />
      )}
    </Drawer>
  )
}

function Detail({ event }: { event: LiveDetail }) {
  const { t } = useTranslation('live')
  return (
    <div className="tg-column">
      <div className="tg-row tg-wrap tg-between">
        <Status item={event} />
        {event.status === 'accepted' && <Loaded event={event} />}
      </div>
      {event.next !== null && (
        <Alert
          type="warning"
          showIcon
          title={event.reason_label}
          description={event.next}
          action={<ButtonLink to="/quarantine" search={{ reason: event.reason ?? undefined }} size="small">{t('toQuarantine')}</ButtonLink>}
        />
      )}
      {event.misfits.map((each) => (
        <Alert
          key={`${each.field} ${each.reason}`}
          type="warning"
          showIcon
          title={
            <>
              <code className="tg-mono">{each.field}</code> {each.label}
            </>
          }
          description={each.next}
        />
      ))}
      <Facts event={event} />
      <Instants event={event} />
      <h3 className="tg-live-head">{event.status === 'accepted' ? t('stored') : t('asSent')}</h3>
      <JsonBlock text={event.stored} label={event.status === 'accepted' ? t('stored') : t('asSent')} height={420} />
    </div>
  )
}

function Loaded({ event }: { event: LiveDetail }) {
  const { t } = useTranslation('live')
  if (!event.loaded) return <span className="tg-quiet">{t('waits')}</span>
  if (event.customer === null) return <span className="tg-quiet">{t('noCustomer')}</span>
  return (
    <span>
      {t('customer')} <CustomerLink id={event.customer} />
    </span>
  )
}

function Facts({ event }: { event: LiveDetail }) {
  const { t } = useTranslation('live')
  const facts: [string, string][] = [
    [t('source'), event.source],
    [t('type'), event.type],
    [t('user'), event.user_id],
    [t('device'), event.anonymous_id],
    [t('library'), event.library],
    [t('route'), event.route],
    [t('flags'), event.flags.join(', ')],
    [t('position'), String(event.position)],
  ]
  return (
    <dl className="tg-live-facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt className="tg-quiet">{label}</dt>
            <dd data-verbatim>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Instants({ event }: { event: LiveDetail }) {
  const { t } = useTranslation('live')
  const locale = useLocale()
  const instants: [string, string, string | null][] = [
    [t('instant.happened'), t('instant.sender'), event.happened_at],
    [t('instant.sent'), t('instant.sender'), event.sent_at],
    [t('instant.received'), t('instant.server'), event.received_at],
    [t('instant.corrected'), t('instant.server'), event.corrected_at],
  ]
  return (
    <table className="tg-live-instants">
      <thead>
        <tr>
          <th scope="col">{t('instant.what')}</th>
          <th scope="col">{t('instant.clock')}</th>
          <th scope="col">{t('instant.at', { zone: locale.timeZone })}</th>
        </tr>
      </thead>
      <tbody>
        {instants.map(([what, clock, at]) => (
          <tr key={what}>
            <td>{what}</td>
            <td className="tg-quiet">{clock}</td>
            <td className="tg-tabular">{at === null ? <span className="tg-quiet">{t('instant.none')}</span> : `${formatDay(at, locale)} ${formatClock(at, locale)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
