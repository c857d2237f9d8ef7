import { useTranslation } from 'react-i18next'
import type { SegmentPageData } from '@/api/portraits/segments'
import { Lineage, Meaning, useCadence, UsedBy, Versions } from '@/portraits/definition'
import { Card, Figure, Instant, useLocale } from '@/ui'
import { formatDelta, formatCount } from '@/lib/format'
import { SizeChart } from './SizeChart'

/** Size, meaning, facts, who reads it. */
export function Overview({ data }: { data: SegmentPageData }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const cadence = useCadence()
  const { segment } = data
  const { sizes } = segment
  const change = sizes.length > 1 ? (sizes.at(-1)?.customers ?? 0) - (sizes[0]?.customers ?? 0) : null
  return (
    <div className="tg-grid">
      <div className="tg-column tg-span-8">
        <Card>
          <div className="segments-figures">
            <Figure label={t('one.size')} value={segment.customers} note={change === null ? undefined : t('one.change', { change: formatDelta(change, locale, formatCount) })} />
            <Figure label={t('one.share')} value={segment.share} kind="share" />
          </div>
        </Card>
        <SizeChart segment={segment} />
        <Meaning kind="segment" name={segment.name} title={t('one.rule')} formula={data.formula} listed={t('one.listed')} />
      </div>
      <div className="tg-column tg-span-4">
        <Card title={t('one.facts')}>
          <dl className="people-facts">
            <dt>{t('one.name')}</dt>
            <dd className="tg-mono" data-verbatim>
              {segment.name}
            </dd>
            <dt>{t('one.cadence')}</dt>
            <dd>{cadence(segment.refresh)}</dd>
            <dt>{t('list.status')}</dt>
            <dd>{t(segment.customers === null ? 'status.waiting' : 'status.live')}</dd>
            <dt>{t('list.lastRun')}</dt>
            <dd>{segment.as_of ? <Instant at={segment.as_of} /> : t('list.never')}</dd>
            <dt>{t('one.version')}</dt>
            <dd className="tg-tabular">{segment.version}</dd>
            {segment.owner && (
              <>
                <dt>{t('one.owner')}</dt>
                <dd data-verbatim>{segment.owner}</dd>
              </>
            )}
          </dl>
        </Card>
        <UsedBy used={data.used_by} />
        <Versions kind="segment" name={segment.name} version={segment.version} />
      </div>
      <div className="tg-span-12">
        <Lineage kind="segment" name={segment.name} label={segment.label} />
      </div>
    </div>
  )
}
