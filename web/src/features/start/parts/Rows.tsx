import { useTranslation } from 'react-i18next'
import type { GuessedFile } from '@/api/shapes'
import { formatCount, formatDay, formatShare } from '@/lib/format'
import { Card, useLocale } from '@/ui'

/** What all rows were counted to be: orders, refunds, rows that will be left out; what each status becomes. */
export function Rows({ file }: { file: GuessedFile }) {
  const { t } = useTranslation('start')
  const locale = useLocale()
  const shape = file.shape
  if (!shape) return null
  const lines: { name: string; value: React.ReactNode; warn?: boolean; hint?: string }[] = [
    { name: t('rows.rows'), value: formatCount(file.rows, locale) },
    { name: t('rows.orders'), value: formatCount(shape.orders, locale) },
    { name: t('rows.span'), value: `${formatDay(shape.oldest, locale)} – ${formatDay(shape.newest, locale)}` },
    { name: t('rows.again'), value: formatShare(shape.again, locale) },
    { name: t('rows.refunds'), value: formatCount(shape.given_back, locale), hint: t('rows.refundsHint') },
    ...(shape.unpaid > 0 ? [{ name: t('rows.unpaid'), value: formatCount(shape.unpaid, locale), hint: t('rows.unpaidHint') }] : []),
    { name: t('rows.noCustomer'), value: formatCount(shape.without_customer, locale), warn: shape.without_customer > 0, hint: t('rows.leftOut') },
    { name: t('rows.noTime'), value: formatCount(shape.without_time, locale), warn: shape.without_time > 0, hint: t('rows.leftOut') },
  ]
  return (
    <Card title={t('rows.title')}>
      <dl className="start-facts">
        {lines.map(({ name, value, warn, hint }) => (
          <div key={name}>
            <dt>
              {name}
              {hint && <span className="tg-quiet tg-small"> {hint}</span>}
            </dt>
            <dd className={warn ? 'tg-num tg-warn' : 'tg-num'}>{value}</dd>
          </div>
        ))}
      </dl>
      {file.notes.length > 0 && (
        <ul className="start-notes">
          {file.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {shape.statuses.length > 0 && (
        <table className="start-statuses">
          <thead>
            <tr>
              <th scope="col">{t('rows.status')}</th>
              <th scope="col" className="tg-num">{t('rows.rows')}</th>
              <th scope="col">{t('rows.becomes')}</th>
            </tr>
          </thead>
          <tbody>
            {shape.statuses.slice(0, 12).map(({ value, rows, becomes }) => (
              <tr key={value}>
                <td className="tg-ellipsis" data-verbatim title={value}>{value}</td>
                <td className="tg-num">{formatCount(rows, locale)}</td>
                <td className={becomes === 'order' ? undefined : 'tg-warn'}>{t(`becomes.${becomes}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
