import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, MinusCircleOutlined, SyncOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { SourceItem } from '@/api/shapes'
import { readWhen } from './schedule'

const LOOKS: Record<SourceItem['status'], { icon: React.ReactNode; className: string }> = {
  live: { icon: <SyncOutlined aria-hidden />, className: 'tg-good' },
  waiting: { icon: <ClockCircleOutlined aria-hidden />, className: '' },
  manual: { icon: <CheckCircleOutlined aria-hidden />, className: '' },
  failed: { icon: <CloseCircleOutlined aria-hidden />, className: 'tg-bad' },
  never: { icon: <MinusCircleOutlined aria-hidden />, className: 'tg-quiet' },
}

/** How a source is: a sign and a word, never colour alone. */
export function SourceState({ status }: { status: SourceItem['status'] }) {
  const { t } = useTranslation('sources')
  const look = LOOKS[status]
  return (
    <span className={`tg-row ${look.className}`} style={{ gap: 6 }}>
      {look.icon}
      {t(`status.${status}`)}
    </span>
  )
}

/** When a source is loaded, in words. */
export function useWhenWords(): (every: string | null | undefined) => string {
  const { t } = useTranslation('sources')
  return (every) => {
    const when = readWhen(every)
    switch (when.form) {
      case 'never':
        return t('when.never')
      case 'every':
        return t(`when.${when.unit}`, { count: when.count })
      case 'daily':
        return t('when.daily', { time: when.time })
      case 'weekly':
        return t('when.weekly', { day: t(`day.${when.day}`, { defaultValue: when.day }), time: when.time })
      case 'cron':
        return t('when.cron', { line: when.line })
    }
  }
}
