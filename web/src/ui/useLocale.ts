import { useMemo } from 'react'
import { useWorkspace } from '@/api/queries/workspace'
import { useLanguage } from '@/lib/appearance'
import type { Locale } from '@/lib/format'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Language, time zone and currency for lib/format: the workspace's, and the browser's zone until it is known. */
export function useLocale(): Locale {
  const language = useLanguage()
  const { data } = useWorkspace()
  return useMemo(
    () => ({ language, timeZone: data?.time_zone ?? zone, currency: data?.currency ?? '' }),
    [language, data?.time_zone, data?.currency],
  )
}
