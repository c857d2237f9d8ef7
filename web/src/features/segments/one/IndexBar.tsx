import { useTranslation } from 'react-i18next'
import { formatNumber } from '@/lib/format'
import { useLocale } from '@/ui'

/** Eight times as frequent, or an eighth, fills a side. */
const FULL = Math.log2(8)

/** An index around the line of 100: to the right more frequent than in the base, to the left less. */
export function IndexBar({ tgi }: { tgi: number | null }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const reach = tgi === null || tgi <= 0 ? -1 : Math.max(-1, Math.min(1, Math.log2(tgi / 100) / FULL))
  const width = `${(Math.abs(reach) * 50).toFixed(1)}%`
  return (
    <div className="segments-index">
      <span className="tg-num">{formatNumber(tgi, locale, 0)}</span>
      {tgi !== null && (
        <div className="segments-index-bar" title={t('portrait.average')}>
          <i className={reach < 0 ? 'segments-under' : undefined} style={reach < 0 ? { right: '50%', width } : { left: '50%', width }} />
          <b />
        </div>
      )}
    </div>
  )
}
