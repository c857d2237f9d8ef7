import { Button, Select } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeline, type Customer } from '@/api/portraits/customer'
import { formatCount, formatDay } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { readNames, writeNames } from '@/portraits/grid/columns'
import { Card, Empty, Failure, LinesSkeleton, useLocale } from '@/ui'
import { BunchRow } from './BunchRow'
import { groupDays } from './days'

/** What they did, newest first; earlier events come as one scrolls. */
export function Timeline({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const [url, change] = useUrlState()
  const chosen = useMemo(() => readNames(url.events), [url.events])
  const query = useTimeline(customer.customer, chosen)
  const moments = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const days = useMemo(() => groupDays(moments, locale.timeZone), [moments, locale.timeZone])
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query

  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!end.current || !hasNextPage) return
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting && !isFetchingNextPage) void fetchNextPage()
      },
      { rootMargin: '400px' },
    )
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    <Card
      title={t('timeline.title')}
      extra={
        <Select
          mode="multiple"
          allowClear
          size="small"
          aria-label={t('timeline.filter')}
          placeholder={t('timeline.all')}
          style={{ minWidth: 220 }}
          maxTagCount="responsive"
          value={chosen}
          onChange={(names: string[]) => change({ events: names.length ? writeNames(names) : undefined })}
          options={customer.events.map((each) => ({ value: each.name, label: `${each.label} ${formatCount(each.count, locale)}` }))}
        />
      }
    >
      {query.isError && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} small />
      ) : !query.data ? (
        <LinesSkeleton rows={10} />
      ) : moments.length === 0 ? (
        <Empty small title={t(chosen.length ? 'timeline.noneFiltered' : 'timeline.none')} />
      ) : (
        <>
          {days.map((day) => (
            <section key={day.day} className="customer-day">
              <h3>
                {formatDay(day.day, locale)} <span className="tg-quiet tg-small">{t('timeline.day', { count: day.count })}</span>
              </h3>
              <ol>
                {day.bunches.map((bunch) => (
                  <BunchRow key={bunch.key} bunch={bunch} />
                ))}
              </ol>
            </section>
          ))}
          <div ref={end} className="customer-end tg-quiet tg-small">
            {isFetchingNextPage ? (
              <LinesSkeleton rows={3} />
            ) : query.isError ? (
              <Failure error={query.error} onRetry={() => void fetchNextPage()} small />
            ) : hasNextPage ? (
              <Button size="small" onClick={() => void fetchNextPage()}>
                {t('timeline.more')}
              </Button>
            ) : (
              t('timeline.end')
            )}
          </div>
        </>
      )}
    </Card>
  )
}
