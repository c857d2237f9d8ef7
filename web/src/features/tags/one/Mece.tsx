import { CheckCircleOutlined, InfoCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useMece, type CountedValue, type MeceReport } from '@/api/portraits/tags'
import { formatCount, formatShare } from '@/lib/format'
import { Card, Empty, Loaded, useLocale } from '@/ui'

/** Whether the cases of a tag exclude each other and take everybody, in counts. */
export function Mece({ name, values }: { name: string; values: CountedValue[] }) {
  const { t } = useTranslation('tags')
  const query = useMece(name, true)
  return (
    <Card title={t('one.mece')}>
      <Loaded query={query} rows={5}>
        {({ items }) => {
          const report = items[0]
          return report?.computed ? <Report report={report} values={values} /> : <Empty small title={t('one.noValues')} />
        }}
      </Loaded>
    </Card>
  )
}

function Report({ report, values }: { report: MeceReport; values: CountedValue[] }) {
  const { t } = useTranslation('tags')
  const locale = useLocale()
  const label = (member: string) =>
    report.member_labels[member] ?? values.find((each) => String(each.value) === member)?.label ?? member
  const overlaps = report.overlaps.filter((each) => each.customers > 0).sort((a, b) => b.customers - a.customers)
  return (
    <div className="tg-column">
      <div>
        <Finding good={report.exclusive}>
          {report.exclusive
            ? t('one.meceExclusive')
            : t('one.meceNotExclusive', { count: report.several, total: formatCount(report.several, locale) })}
        </Finding>
        <Finding good={report.exhaustive}>
          {report.exhaustive_by !== null
            ? t('one.meceElse', { value: label(report.exhaustive_by) })
            : report.none === 0
              ? t('one.meceExhaustive')
              : t('one.meceNotExhaustive', { count: report.none, total: formatCount(report.none, locale) })}
        </Finding>
      </div>
      <div className="tg-grid">
        <table className="people-table tg-span-6">
          <thead>
            <tr>
              <th scope="col">{t('one.value')}</th>
              <th scope="col" className="tg-num">
                {t('one.meceFits')}
              </th>
              <th scope="col" className="tg-num">
                {t('one.share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.members
              .filter((member) => member in report.counts)
              .map((member) => (
                <tr key={member}>
                  <td>{label(member)}</td>
                  <td className="tg-num">{formatCount(report.counts[member], locale)}</td>
                  <td className="tg-num">{formatShare(report.total ? (report.counts[member] ?? 0) / report.total : null, locale)}</td>
                </tr>
              ))}
          </tbody>
        </table>
        {overlaps.length > 0 && (
          <table className="people-table tg-span-6">
            <thead>
              <tr>
                <th scope="col">{t('one.meceSeveral')}</th>
                <th scope="col" className="tg-num">
                  {t('one.meceShared')}
                </th>
              </tr>
            </thead>
            <tbody>
              {overlaps.slice(0, 10).map((each) => (
                <tr key={`${each.first} ${each.second}`}>
                  <td>{t('one.meceOverlap', { first: label(each.first), second: label(each.second) })}</td>
                  <td className="tg-num">{formatCount(each.customers, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  )
}

function Finding({ good, children }: { good: boolean; children: string }) {
  return (
    <div className="tg-row">
      {good ? <CheckCircleOutlined className="tg-good" aria-hidden /> : <InfoCircleOutlined className="tg-warn" aria-hidden />}
      <span>{children}</span>
    </div>
  )
}
