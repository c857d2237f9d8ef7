import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFirstPeople } from '@/api/portraits/people'
import { useVocabulary } from '@/api/queries/vocabulary'
import type { SegmentItem } from '@/api/portraits/segments'
import { formatCount } from '@/lib/format'
import { Cell } from '@/portraits/grid/Cell'
import { chooseDefault, isNumeric } from '@/portraits/grid/columns'
import { segmentRule } from '@/portraits/rule/names'
import { ButtonLink, Card, Empty, Failure, LinesSkeleton, useLocale } from '@/ui'

const SHOWN = 50

/** The first members; all of them are in Customers. */
export function Members({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const { data: vocabulary } = useVocabulary()
  const rule = segmentRule(segment.name)
  const asked = useMemo(() => (vocabulary ? { rule, columns: chooseDefault(vocabulary.fields) } : null), [rule, vocabulary])
  const query = useFirstPeople(asked, SHOWN)
  const found = query.data
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return (
    <Card
      flush
      title={found ? t('members.first', { count: Math.min(SHOWN, found.total), total: formatCount(found.total, locale) }) : t('one.members')}
      extra={
        <ButtonLink size="small" to="/customers" search={{ rule }}>
          {t('members.open')}
        </ButtonLink>
      }
    >
      {!found ? (
        <LinesSkeleton rows={12} />
      ) : found.total === 0 ? (
        <Empty small title={t('members.none')} />
      ) : (
        <div className="segments-members" tabIndex={0}>
          <table className="people-table">
            <thead>
              <tr>
                {found.columns.map((column) => (
                  <th key={column.name} scope="col" className={isNumeric(column) ? 'tg-num' : undefined}>
                    {column.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.rows.map((row) => (
                <tr key={String(row[0])}>
                  {found.columns.map((column, index) => (
                    <td key={column.name} className={isNumeric(column) ? 'tg-num' : undefined}>
                      <Cell column={column} value={row[index]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
