import { CheckCircleOutlined, CloseCircleOutlined, LoadingOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { RunStatus } from '@/api/shapes'

const LOOKS: Record<RunStatus, { icon: React.ReactNode; className: string }> = {
  running: { icon: <LoadingOutlined aria-hidden />, className: '' },
  done: { icon: <CheckCircleOutlined aria-hidden />, className: 'tg-good' },
  failed: { icon: <CloseCircleOutlined aria-hidden />, className: 'tg-bad' },
  cancelled: { icon: <MinusCircleOutlined aria-hidden />, className: 'tg-quiet' },
}

/** The status of a run or step: a sign and a word, never colour alone. */
export function RunState({ status }: { status: RunStatus }) {
  const { t } = useTranslation('ui')
  const look = LOOKS[status]
  return (
    <span className={`tg-row ${look.className}`} style={{ gap: 6 }}>
      {look.icon}
      {t(`run.${status}`)}
    </span>
  )
}
