import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagItem } from '@/api/portraits/tags'
import { formatCount } from '@/lib/format'
import { useCadence } from '@/portraits/definition'
import { Day } from '@/portraits/Day'
import { DayBars } from '@/portraits/DayBars'
import { DefinitionLink, ShareBar, useLocale, type DataColumn } from '@/ui'
import { useClassWords, useWayWords } from '../words'

/** What the list says of each tag. */
export function useTagColumns(): DataColumn<TagItem>[] {
  const { t, i18n } = useTranslation('tags')
  const locale = useLocale()
  const cadence = useCadence()
  const classes = useClassWords()
  const ways = useWayWords()
  return useMemo<DataColumn<TagItem>[]>(
    () => [
      {
        key: 'label',
        title: t('list.label'),
        fixed: true,
        width: 160,
        value: (tag) => tag.label,
        render: (tag) => (
          <Tooltip title={tag.description} placement="topLeft">
            <DefinitionLink kind="tag" name={tag.name} label={tag.label} />
          </Tooltip>
        ),
      },
      { key: 'name', title: t('list.name'), hidden: true, width: 180, value: (tag) => tag.name, render: (tag) => <span className="tg-mono" data-verbatim>{tag.name}</span> },
      { key: 'path', title: t('list.path'), hidden: true, width: 220, value: (tag) => tag.path_labels.join(' / '), render: (tag) => tag.path_labels.join(' / ') },
      { key: 'class', title: t('list.class'), width: 96, value: (tag) => classes(tag.class), render: (tag) => classes(tag.class) },
      { key: 'way', title: t('list.way'), hidden: true, width: 120, value: (tag) => ways(tag.way), render: (tag) => ways(tag.way) },
      { key: 'cadence', title: t('list.cadence'), width: 104, value: (tag) => cadence(tag.refresh), render: (tag) => cadence(tag.refresh) },
      {
        key: 'coverage',
        title: t('list.coverage'),
        width: 144,
        value: (tag) => tag.coverage?.share,
        render: (tag) => (tag.coverage ? <ShareBar share={tag.coverage.share} label={t('list.coverage')} /> : <span className="tg-quiet">{t('list.never')}</span>),
      },
      { key: 'covered', title: t('list.covered'), numeric: true, hidden: true, width: 112, value: (tag) => tag.coverage?.customers, render: (tag) => formatCount(tag.coverage?.customers, locale) },
      {
        key: 'trend',
        title: t('list.trend'),
        width: 148,
        value: (tag) => tag.changes.reduce((sum, each) => sum + each.customers, 0),
        render: (tag) => {
          const count = tag.changes.reduce((sum, each) => sum + each.customers, 0) 
          return <DayBars days={tag.changes} until={tag.as_of} label={t('list.trendOf', { count })} />
        },
      },
      {
        key: 'computed',
        title: t('list.computed'),
        width: 112,
        value: (tag) => tag.as_of,
        render: (tag) => (tag.as_of ? <Day at={tag.as_of} /> : <span className="tg-quiet">{t('list.never')}</span>),
      },
      { key: 'usedBy', title: t('list.usedBy'), numeric: true, width: 80, value: (tag) => tag.used_by.length, render: (tag) => formatCount(tag.used_by.length, locale) },
      { key: 'version', title: t('list.version'), numeric: true, hidden: true, width: 80, value: (tag) => tag.version, render: (tag) => formatCount(tag.version, locale) },
      { key: 'owner', title: t('list.owner'), width: 116, value: (tag) => tag.owner, render: (tag) => <span data-verbatim>{tag.owner}</span> },
    ],
    // The words change with the language.
    [t, i18n.language, locale, cadence],
  )
}
