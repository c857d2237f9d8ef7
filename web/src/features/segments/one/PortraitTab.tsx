import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePortrait, useSegments, type SegmentItem } from '@/api/portraits/segments'
import { formatCount } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { Card, Empty, Failure, LinesSkeleton, useLocale } from '@/ui'
import { NumbersTable } from './NumbersTable'
import { RankedTable } from './RankedTable'
import { TgiChart } from './TgiChart'

/** How a segment differs from all customers, or from another segment. */
export function PortraitTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const [url, change] = useUrlState()
  const segments = useSegments()
  const against = url.against ?? ''
  const query = usePortrait(segment.name, against)
  const others = (segments.data?.items ?? []).filter((each) => each.name !== segment.name)
  const data = query.data
  return (
    <div className="tg-column">
      <div className="tg-row tg-wrap">
        <label className="tg-row">
          <span className="tg-quiet">{t('portrait.against')}</span>
          <Select
            aria-label={t('portrait.against')}
            style={{ width: 280 }}
            showSearch={{ optionFilterProp: 'label' }}
            value={against}
            onChange={(value: string) => change({ against: value || undefined })}
            options={[{ value: '', label: t('portrait.base') }, ...others.map((each) => ({ value: each.name, label: each.label }))]}
          />
        </label>
        {data && (
          <span className="tg-quiet">
            {t('portrait.sizes', { size: formatCount(data.customers, locale), base: formatCount(data.base, locale) })}
          </span>
        )}
      </div>
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <Card title={t('portrait.ranked')}>
          <LinesSkeleton rows={14} />
        </Card>
      ) : data.customers === 0 || data.fields.length === 0 ? (
        <Empty title={t('portrait.nobody')} />
      ) : (
        <>
          <TgiChart segment={segment} portrait={data} />
          <RankedTable segment={segment} portrait={data} />
          <NumbersTable portrait={data} />
        </>
      )}
    </div>
  )
}
