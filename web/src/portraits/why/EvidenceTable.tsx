import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Evidence } from '@/api/queries/why'
import { formatInstant } from '@/lib/format'
import { useLocale } from '@/ui'
import { useEventWords } from './useEventWords'
import { useValueWords } from './useValueWords'

/** The events behind one condition, folded until asked for. */
export function EvidenceTable({ piece }: { piece: Evidence }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const write = useValueWords()
  const words = useEventWords()
  const [open, setOpen] = useState(false)
  const label = piece.label ?? words.event(piece.event)
  if (piece.count === 0) return <div className="tg-quiet tg-small">{t('why.noEventsOf', { event: label })}</div>
  const names = [...new Set(piece.rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== 'ts' && piece.rows.some((row) => row[name] !== null && row[name] !== undefined),
  )
  const about =
    piece.rows.length < piece.count
      ? t('why.events', { event: label, shown: piece.rows.length, count: piece.count })
      : t('why.eventsAll', { event: label, count: piece.count })
  return (
    <details className="why-events" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="tg-small">{about}</summary>
      {open && (
        <div className="why-scroll">
          <table className="people-table">
            <thead>
              <tr>
                <th>{t('why.at')}</th>
                {names.map((name) => (
                  <th key={name} className={piece.rows.some((row) => typeof row[name] === 'number') ? 'tg-num' : undefined}>
                    {words.property(piece.event, name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {piece.rows.map((row, index) => (
                <tr key={index}>
                  <td className="tg-tabular">{formatInstant(String(row.ts), locale)}</td>
                  {names.map((name) => (
                    <td key={name} className={typeof row[name] === 'number' ? 'tg-num' : undefined}>
                      {write(row[name], words.unit(piece.event, name))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  )
}
