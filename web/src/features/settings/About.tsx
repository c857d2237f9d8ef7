import { useTranslation } from 'react-i18next'
import { useWorkspace } from '@/api/queries/workspace'
import { formatCount } from '@/lib/format'
import { Card, Instant, Loaded, useLocale } from '@/ui'
import './settings.css'

/** What this workspace is and which clock it goes by. */
export function About() {
  const { t } = useTranslation('settings')
  const locale = useLocale()
  const workspace = useWorkspace()
  return (
    <Card>
      <Loaded query={workspace} rows={8}>
        {(found) => (
          <dl className="tg-about">
            <dt>{t('about.workspace')}</dt>
            <dd data-verbatim>{found.name}</dd>
            <dt>{t('about.customers')}</dt>
            <dd className="tg-tabular">{formatCount(found.customers, locale)}</dd>
            <dt>{t('about.asOf')}</dt>
            <dd>{found.as_of === null ? t('about.never') : <Instant at={found.as_of} />}</dd>
            <dt>{t('about.now')}</dt>
            <dd>
              <Instant at={found.now} /> <span className="tg-quiet">{t(`about.clocks.${found.clock}`, { defaultValue: found.clock })}</span>
            </dd>
            <dt>{t('about.timeZone')}</dt>
            <dd className="tg-mono">{found.time_zone}</dd>
            <dt>{t('about.weekStart')}</dt>
            <dd>{t(`about.days.${found.week_start}`, { defaultValue: found.week_start })}</dd>
            <dt>{t('about.currency')}</dt>
            <dd>{found.currency ?? t('about.noCurrency')}</dd>
            <dt>{t('about.version')}</dt>
            <dd className="tg-mono">{found.version}</dd>
          </dl>
        )}
      </Loaded>
    </Card>
  )
}
