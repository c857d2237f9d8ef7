import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Evidence, PropertyValue } from '@/api/portraits/why'
import { formatInstant, formatValue } from '@/lib/format'
import { useLocale } from '@/ui'

/** The events behind one condition, folded until asked for. */
export function EvidenceTable({ piece }: { piece: Evidence }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  if (piece.count === 0) return <div className="tg-quiet tg-small">{t('why.noEventsOf', { event: piece.label })}</div>
  const columns = new Map<string, PropertyValue>()
  for (const row of piece.rows) for (const each of row.properties) if (!columns.has(each.name)) columns.set(each.name, each)
  const heads = [...columns.values()]
  const about =
    piece.rows.length < piece.count
      ? t('why.events', { event: piece.label, shown: piece.rows.length, count: piece.count })
      : t('why.eventsAll', { event: piece.label, count: piece.count })
  return (
    <details className="why-events" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="tg-small">{about}</summary>
      {open && (
        <div className="why-scroll" tabIndex={0}>
          <table className="people-table">
            <thead>
              <tr>
                <th scope="col">{t('why.at')}</th>
                {heads.map((head) => (
                  <th key={head.name} scope="col" className={typeof head.value === 'number' ? 'tg-num' : undefined}>
                    {head.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {piece.rows.map((row, index) => (
                <tr key={index}>
                  <td className="tg-tabular">{formatInstant(row.at, locale)}</td>
                  {heads.map((head) => {
                    const found = row.properties.find((each) => each.name === head.name)
                    return (
                      <td key={head.name} className={typeof head.value === 'number' ? 'tg-num' : undefined}>
                        {formatValue(found?.value, locale, { type: head.type, unit: head.unit, yes: t('yes'), no: t('no') })}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
