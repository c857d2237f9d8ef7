import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useChanges, type TagPageData } from '@/api/portraits/tags'
import { formatCount, formatDay } from '@/lib/format'
import { Card, Chart, CustomerLink, Empty, Instant, Loaded, useLocale, type Palette } from '@/ui'
import { useChangeWords } from '@/portraits/changes'

const SHOWN = 20

/** On which days values moved, and the newest moves. */
export function LatelyChanged({ data }: { data: TagPageData }) {
  const { t } = useTranslation('tags')
  const locale = useLocale()
  const { tag, changes } = data
  const query = useChanges({ name: tag.name, limit: SHOWN })
  const words = useChangeWords()

  const option = useCallback(
    (colours: Palette) => ({
      xAxis: { type: 'category' as const, data: changes.map((each) => formatDay(each.day, locale)) },
      yAxis: { type: 'value' as const, minInterval: 1, axisLabel: { formatter: (value: number) => formatCount(value, locale) } },
      series: [
        { type: 'bar' as const, name: t('one.customers'), data: changes.map((each) => each.customers), itemStyle: { color: colours.accent }, barMaxWidth: 24 },
      ],
      tooltip: { valueFormatter: (value: unknown) => formatCount(Number(value), locale) },
    }),
    [changes, locale, t],
  )
  const figures = useMemo(
    () => ({
      file: `${tag.name}-changes`,
      columns: [{ label: t('one.day') }, { label: t('one.customers'), numeric: true }],
      rows: changes.map((each) => [each.day, each.customers]),
    }),
    [changes, tag.name, t],
  )
  const first = changes[0]
  const last = changes.at(-1)
  return (
    <Card title={t('one.changes')}>
      {changes.length === 0 || !first || !last ? (
        <Empty small title={t('one.noChanges')} />
      ) : (
        <div className="tg-column">
          {changes.length > 1 && (
            <Chart
              label={t('one.changes')}
              caption={t('one.changesOf', { from: formatDay(first.day, locale), to: formatDay(last.day, locale) })}
              option={option}
              figures={figures}
              height={140}
            />
          )}
          <Loaded query={query} rows={6}>
            {({ items }) => (
              <div className="people-scroll">
                <table className="people-table">
                  <thead>
                    <tr>
                      <th scope="col">{t('one.customer')}</th>
                      <th scope="col">{t('one.before')}</th>
                      <th scope="col">{t('one.after')}</th>
                      <th scope="col">{t('one.at')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((each) => (
                      <tr key={`${each.customer} ${each.at}`}>
                        <td>
                          <CustomerLink id={each.customer} />
                        </td>
                        <td>{words(each, 'old', tag)}</td>
                        <td>{words(each, 'new', tag)}</td>
                        <td>
                          <Instant at={each.at} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Loaded>
        </div>
      )}
    </Card>
  )
}
