import { useWorkspace } from '@/api/queries/workspace'
import { formatAgo, formatInstant } from '@/lib/format'
import { useLocale } from '../useLocale'

/** An instant in the workspace's zone; the title says how long ago by the workspace's clock. `ago` turns the two round. */
export function Instant({ at, ago = false, seconds = false }: { at: string | null | undefined; ago?: boolean; seconds?: boolean }) {
  const locale = useLocale()
  const { data } = useWorkspace()
  const exact = formatInstant(at, locale, seconds)
  const relative = formatAgo(at, data?.now, locale)
  return (
    <time dateTime={at ?? undefined} title={at ? (ago ? `${exact} ${locale.timeZone}` : `${relative}, ${locale.timeZone}`) : undefined} className="tg-tabular">
      {ago ? relative : exact}
    </time>
  )
}
