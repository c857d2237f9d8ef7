import { WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { SeenEvent, SeenProperty } from '@/api/shapes'
import { formatCount, formatDay } from '@/lib/format'
import { ShareBar, useLocale, useTypeWords } from '@/ui'

const MOST = 4

/** What is odd about an event, and its properties as they came: types, how often filled, examples, since when. */
export function Properties({ event }: { event: SeenEvent }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  return (
    <div className="schema-inside">
      {event.problems.length > 0 && (
        <ul className="schema-problems">
          {event.problems.slice(0, MOST).map((problem) => (
            <li key={problem} className="tg-warn">
              <WarningOutlined aria-hidden /> {problem}
            </li>
          ))}
          {event.problems.length > MOST && <li className="tg-quiet">{t('moreProblems', { count: event.problems.length - MOST })}</li>}
        </ul>
      )}
      {event.properties.length === 0 ? (
        <div className="tg-quiet">{t('noProperties')}</div>
      ) : (
        <table className="schema-properties">
          <thead>
            <tr>
              {(['property', 'name', 'state', 'types', 'filled', 'examples', 'seen'] as const).map((key) => (
                <th key={key} scope="col">{t(key)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {event.properties.map((property) => (
              <tr key={property.name}>
                <td data-verbatim>{property.label}</td>
                <td><code className="tg-mono">{property.name}</code></td>
                <td>{property.declared ? t(property.required ? 'required' : 'declared') : <span className="tg-warn">{t('seenOnly')}</span>}</td>
                <td><Types types={property.types} /></td>
                <td className="schema-filled">{property.filled_share === null ? <span className="tg-quiet">–</span> : <ShareBar share={property.filled_share} label={property.label} />}</td>
                <td className="schema-examples" title={property.examples.join('\n')} data-verbatim>{property.examples.join(' · ')}</td>
                <td className="tg-tabular">{property.first_at === null ? <span className="tg-quiet">–</span> : `${formatDay(property.first_at, locale)} – ${formatDay(property.last_at, locale)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

/** The types of values as they came; with how many rows each where there are several. */
function Types({ types }: { types: SeenProperty['types'] }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const words = useTypeWords()
  if (types.length < 2) return types[0] ? words(types[0].type) : <span className="tg-quiet">–</span>
  return (
    <span className="tg-warn" title={t('conflict')}>
      {types.map(({ type, rows }) => `${words(type)} ${formatCount(rows, locale)}`).join(' · ')}
    </span>
  )
}
