import { useTranslation } from 'react-i18next'
import type { Moment } from '@/api/portraits/customer'
import { formatCount, formatValue } from '@/lib/format'
import { useLocale } from '@/ui'
import type { Bunch } from './days'

/** From so many on, events of one type at one instant are folded. */
const MANY = 4

/** One event with its properties, or several of one instant folded into a line. */
export function BunchRow({ bunch }: { bunch: Bunch }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const first = bunch.moments[0]
  if (!first) return null
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: locale.timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(first.at))
  if (bunch.moments.length < MANY)
    return (
      <>
        {bunch.moments.map((moment, index) => (
          <li key={`${moment.id} ${index}`} className="customer-moment">
            <span className="tg-quiet tg-tabular">{time}</span>
            <b>{moment.label}</b>
            <Properties moment={moment} />
          </li>
        ))}
      </>
    )
  return (
    <li className="customer-moment">
      <span className="tg-quiet tg-tabular">{time}</span>
      <b>{first.label}</b>
      <details>
        <summary>{t('timeline.several', { count: bunch.moments.length, total: formatCount(bunch.moments.length, locale) })}</summary>
        <ol>
          {bunch.moments.map((moment, index) => (
            <li key={`${moment.id} ${index}`}>
              <Properties moment={moment} />
            </li>
          ))}
        </ol>
      </details>
    </li>
  )
}

function Properties({ moment }: { moment: Moment }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  return (
    <span className="customer-properties">
      {moment.properties.map((each) => (
        <span key={each.name}>
          <span className="tg-quiet">{each.label}</span>{' '}
          <span className="tg-tabular">{formatValue(each.value, locale, { type: each.type, unit: each.unit, yes: t('yes'), no: t('no') })}</span>
        </span>
      ))}
    </span>
  )
}
