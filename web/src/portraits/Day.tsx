import { formatDay, formatInstant } from '@/lib/format'
import { useLocale } from '@/ui'

/** The day of an instant, for lists; the title says the minute. */
export function Day({ at }: { at: string }) {
  const locale = useLocale()
  return (
    <time dateTime={at} title={`${formatInstant(at, locale)} ${locale.timeZone}`} className="tg-tabular">
      {formatDay(at, locale)}
    </time>
  )
}
