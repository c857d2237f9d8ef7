import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDuration, formatInstant, formatShare } from '@/lib/format'
import type { Rule } from '@/rule-editor'
import { useLocale } from '@/ui'
import type { Preview } from '../queries'

interface Props {
  rule: Rule | null
  preview: UseQueryResult<Preview>
  seen: boolean
  wrong: boolean
}

/** How many of how many; the figure before stays, dimmed, until the new one is there. */
export function Count({ rule, preview, seen, wrong }: Props) {
  const { t } = useTranslation('builder')
  const locale = useLocale()
  const found = rule === null ? undefined : preview.data
  return (
    <section
      className="builder-count"
      aria-label={t('count.label')}
      aria-live="polite"
      aria-busy={rule !== null && !seen && !wrong}
      data-seen={seen}
    >
      {rule === null ? (
        <>
          <div className="builder-figure tg-quiet">{t('count.none')}</div>
          <div className="tg-quiet tg-small">{t('count.noneHint')}</div>
        </>
      ) : found ? (
        <div className={seen ? undefined : 'builder-stale'}>
          <div className="builder-figure tg-tabular" data-testid="count">
            {formatCount(found.count, locale)}
          </div>
          <div className="tg-quiet tg-tabular">
            {t('count.of', { share: formatShare(found.share, locale), total: formatCount(found.total, locale) })}
          </div>
          <div className="tg-quiet tg-small tg-tabular">
            {wrong
              ? t('count.before')
              : t('count.took', { took: formatDuration(found.ms, locale), at: formatInstant(found.as_of, locale) })}
          </div>
        </div>
      ) : wrong || preview.isError ? (
        <>
          <div className="builder-figure tg-quiet">–</div>
          <div className="tg-quiet tg-small">{t('count.wrong')}</div>
        </>
      ) : (
        <Skeleton active title={{ width: 120 }} paragraph={{ rows: 2, width: [200, 160] }} />
      )}
    </section>
  )
}
