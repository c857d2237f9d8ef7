import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentItem } from '@/api/portraits/segments'
import { formatCount } from '@/lib/format'
import { Day } from '@/portraits/Day'
import { useCadence } from '@/portraits/definition'
import { DefinitionLink, ShareBar, Sparkline, useLocale, type DataColumn } from '@/ui'

/** What the list says of each segment. */
export function useSegmentColumns(): DataColumn<SegmentItem>[] {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const cadence = useCadence()
  return useMemo<DataColumn<SegmentItem>[]>(() => {
    const status = (segment: SegmentItem) => t(segment.customers === null ? 'status.waiting' : 'status.live')
    return [
      {
        key: 'label',
        title: t('list.label'),
        fixed: true,
        width: 192,
        value: (segment) => segment.label,
        render: (segment) => (
          <Tooltip title={segment.description} placement="topLeft">
            <DefinitionLink kind="segment" name={segment.name} label={segment.label} />
          </Tooltip>
        ),
      },
      { key: 'name', title: t('one.name'), hidden: true, width: 180, value: (segment) => segment.name, render: (segment) => <span className="tg-mono" data-verbatim>{segment.name}</span> },
      { key: 'size', title: t('list.size'), numeric: true, width: 80, value: (segment) => segment.customers, render: (segment) => formatCount(segment.customers, locale) },
      { key: 'share', title: t('list.share'), width: 144, value: (segment) => segment.share, render: (segment) => <ShareBar share={segment.share} label={t('list.share')} /> },
      {
        key: 'trend',
        title: t('list.trend'),
        width: 136,
        render: (segment) => <Sparkline points={segment.sizes.map((each) => each.customers)} width={112} label={t('list.trend')} />,
      },
      { key: 'cadence', title: t('list.cadence'), width: 96, value: (segment) => cadence(segment.refresh), render: (segment) => cadence(segment.refresh) },
      { key: 'status', title: t('list.status'), width: 104, value: status, render: (segment) => <span className={segment.customers === null ? 'tg-quiet' : 'tg-good'}>{status(segment)}</span> },
      {
        key: 'lastRun',
        title: t('list.lastRun'),
        width: 136,
        value: (segment) => segment.as_of,
        render: (segment) => (segment.as_of ? <Day at={segment.as_of} /> : <span className="tg-quiet">{t('list.never')}</span>),
      },
      { key: 'usedBy', title: t('list.usedBy'), numeric: true, width: 88, value: (segment) => segment.used_by.length, render: (segment) => formatCount(segment.used_by.length, locale) },
      { key: 'version', title: t('list.version'), numeric: true, hidden: true, width: 80, value: (segment) => segment.version, render: (segment) => formatCount(segment.version, locale) },
      { key: 'owner', title: t('list.owner'), width: 160, value: (segment) => segment.owner, render: (segment) => <span data-verbatim>{segment.owner}</span> },
    ]
  }, [t, locale, cadence])
}
