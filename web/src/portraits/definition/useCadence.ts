import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

const NAMED = ['realtime', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'on demand'] as const
const UNITS = ['minute', 'hour', 'day', 'week', 'month'] as const

/** How often something is renewed, in words: 'every 6 hours', '每 6 小时'. */
export function useCadence(): (refresh: string) => string {
  const { t } = useTranslation('portraits')
  return useCallback(
    (refresh) => {
      const named = NAMED.find((each) => each === refresh)
      if (named) return t(`cadence.${named}`)
      const [, n, unit] = /^every (\d+) (\w+?)s?$/.exec(refresh) ?? []
      const known = UNITS.find((each) => each === unit)
      return n && known ? t('cadence.every', { n, unit: t(`cadence.unit.${known}`) }) : refresh
    },
    [t],
  )
}
