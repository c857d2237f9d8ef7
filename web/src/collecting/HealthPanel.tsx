import { useTranslation } from 'react-i18next'
import type { CollectHealth } from '@/api/shapes'
import { formatBytes, formatCount, formatDuration, formatShare } from '@/lib/format'
import { useLocale } from '@/ui'
import './collecting.css'

/** How collection is: a light with its reasons, and the figures behind it. */
export function HealthPanel({ health }: { health: CollectHealth }) {
  const { t } = useTranslation('collecting')
  const locale = useLocale()
  const { journal, quarantine } = health
  const age = journal.last_fsync_age_seconds
  const figures: [string, string][] = [
    [t('health.today'), formatCount(quarantine.received_today, locale)],
    [
      t('health.lag'),
      journal.lag_events === 0 ? t('health.noLag') : t('health.lagOf', { count: journal.lag_events, time: formatDuration(journal.lag_seconds * 1000, locale) }),
    ],
    [
      t('health.quarantine'),
      t('health.quarantineOf', { count: quarantine.today, share: formatShare(quarantine.share, locale) }),
    ],
    [t('health.sync'), age === null ? t('health.never') : t('health.ago', { time: formatDuration(age * 1000, locale) })],
    [t('health.free'), t('health.freeOf', { size: formatBytes(journal.free_bytes, locale), share: formatShare(journal.free_share, locale) })],
  ]
  return (
    <div className="tg-health" data-health={health.state}>
      <div className="tg-row" role="status">
        <span className={`tg-light tg-light-${health.state}`} aria-hidden />
        <strong>{t(`health.${health.state}`)}</strong>
      </div>
      {health.reasons.length > 0 && (
        <ul className="tg-health-reasons">
          {health.reasons.map(({ state, message }) => (
            <li key={message} className={state === 'red' ? 'tg-bad' : 'tg-warn'}>{message}</li>
          ))}
        </ul>
      )}
      <dl className="tg-health-figures">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="tg-quiet tg-small">{label}</dt>
            <dd className="tg-tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
