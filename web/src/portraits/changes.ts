import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangeItem } from '@/api/portraits/tags'
import { formatValue, NOTHING } from '@/lib/format'
import { useLocale } from '@/ui'

interface Typed {
  type: string
  unit: string | null
}

/** The value before or after a change in words; values come as text, whatever their type. */
export function useChangeWords(): (change: ChangeItem, side: 'old' | 'new', typed?: Typed) => string {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  return useCallback(
    (change, side, typed) => {
      const value = change[side]
      const label = side === 'old' ? change.old_label : change.new_label
      if (change.kind === 'segment') return t(value === 'true' ? 'change.inside' : 'change.outside')
      if (label) return label
      if (value === null) return NOTHING
      if (typed?.type === 'bool' || value === 'true' || value === 'false') return t(value === 'true' ? 'yes' : 'no')
      if (typed && ['integer', 'decimal', 'float'].includes(typed.type)) return formatValue(Number(value), locale, typed)
      return formatValue(value, locale, typed)
    },
    [t, locale],
  )
}
