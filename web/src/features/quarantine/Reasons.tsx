import { useTranslation } from 'react-i18next'
import type { QuarantineReason } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { useLocale } from '@/ui'

interface Props {
  reasons: QuarantineReason[]
  chosen: string
  onChoose: (reason: string | undefined) => void
}

/** The reasons with how many rows each has, the most frequent first; one click shows its rows, the next shows all. */
export function Reasons({ reasons, chosen, onChoose }: Props) {
  const { t } = useTranslation('quarantine')
  const locale = useLocale()
  const total = reasons.reduce((sum, { count }) => sum + count, 0)
  const line = (key: string, label: string, count: number, stage: string, pressed: boolean, act: () => void) => (
    <li key={key}>
      <button type="button" aria-pressed={pressed} className="tg-reason" onClick={act}>
        <span className="tg-reason-label">
          {label}
          {stage !== '' && <span className="tg-quiet tg-small">{stage}</span>}
        </span>
        <span className="tg-tabular">{formatCount(count, locale)}</span>
      </button>
    </li>
  )
  return (
    <ul className="tg-reasons">
      {line('', t('all'), total, '', chosen === '', () => onChoose(undefined))}
      {reasons.map(({ reason, label, count, stage }) =>
        line(`${reason} ${stage}`, label, count, t(`stage.${stage}`), chosen === reason, () => onChoose(chosen === reason ? undefined : reason)),
      )}
    </ul>
  )
}
