import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Replayed } from '@/api/shapes'
import { ButtonLink } from '@/ui'

/** What became of the rows that were tried again. */
export function ReplayResult({ result, onClose }: { result: Replayed; onClose: () => void }) {
  const { t } = useTranslation('quarantine')
  const refused = result.replayed - result.accepted
  return (
    <Alert
      type={refused > 0 || result.replayed === 0 ? 'info' : 'success'}
      showIcon
      closable={{ onClose, 'aria-label': t('close') }}
      title={t('result.title', { accepted: result.accepted, count: result.replayed })}
      description={
        <ul className="tg-replayed">
          {result.still.map(({ reason, label, count }) => (
            <li key={reason}>{t('result.still', { label, count })}</li>
          ))}
          {result.kept > 0 && <li>{t('result.kept', { count: result.kept })}</li>}
          {result.left > 0 && <li>{t('result.left', { count: result.left })}</li>}
        </ul>
      }
      action={result.run !== null && <ButtonLink to={`/runs/${result.run}`} size="small">{t('result.run')}</ButtonLink>}
    />
  )
}
