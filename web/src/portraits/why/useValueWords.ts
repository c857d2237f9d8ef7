import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { formatValue } from '@/lib/format'
import { useLocale } from '@/ui'

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

/** Writes a value whose type nobody said: yes and no in words, instants as such. */
export function useValueWords(): (value: unknown, unit?: string | null) => string {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  return useCallback(
    (value, unit) => {
      const type = typeof value === 'string' && INSTANT.test(value) ? 'instant' : null
      return formatValue(value, locale, { type, unit, yes: t('yes'), no: t('no') })
    },
    [t, locale],
  )
}
