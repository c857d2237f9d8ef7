import { Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMoves, type Mover, type SegmentItem } from '@/api/portraits/segments'
import { formatCount, formatDay } from '@/lib/format'
import { useUrlState } from '@/lib/url'
import { Card, Chart, CustomerLink, Empty, Failure, Instant, LinesSkeleton, useLocale, type Palette } from '@/ui'
import { dayOf, fillDays } from './days'

const SPANS = [7, 30, 90, 365]

/** Who came and went, by day and by name. */
export function MovesTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const [url, change] = useUrlState()
  const span = SPANS.find((each) => String(each) === url.days) ?? 30
  const query = useMoves(segment.name, span)
  const days = useMemo(
    () => (query.data && segment.as_of ? fillDays(query.data.series, dayOf(segment.as_of, locale.timeZone), span) : []),
    [query.data, segment.as_of, locale.timeZone, span],
  )
  const option = useCallback(
    (colours: Palette) => ({
      legend: { top: 0, right: 0 },
      grid: { left: 8, right: 16, top: 32, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
      xAxis: { type: 'category' as const, data: days.map((each) => formatDay(each.day, locale)) },
      yAxis: { type: 'value' as const, minInterval: 1, axisLabel: { formatter: (value: number) => formatCount(Math.abs(value), locale) } },
      series: [
        { type: 'bar' as const, name: t('moves.entered'), stack: 'moves', data: days.map((each) => each.entered), itemStyle: { color: colours.series[0] } },
        { type: 'bar' as const, name: t('moves.left'), stack: 'moves', data: days.map((each) => -each.left), itemStyle: { color: colours.series[1] } },
      ],
      tooltip: { valueFormatter: (value: unknown) => formatCount(Math.abs(Number(value)), locale) },
    }),
    [days, locale, t],
  )
  const figures = useMemo(
    () => ({
      file: `${segment.name}-moves`,
      columns: [{ label: t('moves.day') }, { label: t('moves.entered'), numeric: true }, { label: t('moves.left'), numeric: true }],
      rows: days.map((each) => [each.day, each.entered, each.left]),
    }),
    [days, segment.name, t],
  )
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div className="tg-column">
      <Card
        title={t('one.moves')}
        extra={
          <Segmented
            size="small"
            aria-label={t('moves.days')}
            value={span}
            onChange={(days_) => change({ days: days_ === 30 ? undefined : String(days_) })}
            options={SPANS.map((value) => ({ value, label: t('moves.lastDays', { count: value }) }))}
          />
        }
      >
        {!query.data ? (
          <LinesSkeleton height={272} rows={7} />
        ) : query.data.series.length === 0 ? (
          <Empty small title={t('moves.none')} />
        ) : (
          <Chart
            label={t('one.moves')}
            caption={t('moves.caption', { from: formatDay(days[0]?.day, locale), to: formatDay(days.at(-1)?.day, locale) })}
            option={option}
            figures={figures}
            height={240}
          />
        )}
      </Card>
      <div className="tg-grid">
        <People title={t('moves.enteredLately')} none={t('moves.noneEntered')} people={query.data?.entered} />
        <People title={t('moves.leftLately')} none={t('moves.noneLeft')} people={query.data?.left} />
      </div>
    </div>
  )
}

function People({ title, none, people }: { title: string; none: string; people: Mover[] | undefined }) {
  const { t } = useTranslation('segments')
  return (
    <Card title={title} className="tg-span-6">
      {people === undefined ? (
        <LinesSkeleton rows={6} />
      ) : people.length === 0 ? (
        <Empty small title={none} />
      ) : (
        <div className="segments-people" tabIndex={0}>
          <table className="people-table">
            <thead>
              <tr>
                <th scope="col">{t('moves.customer')}</th>
                <th scope="col">{t('moves.at')}</th>
              </tr>
            </thead>
            <tbody>
              {people.map((each) => (
                <tr key={`${each.customer} ${each.at}`}>
                  <td>
                    <CustomerLink id={each.customer} />
                  </td>
                  <td>
                    <Instant at={each.at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
