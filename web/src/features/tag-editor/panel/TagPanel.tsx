import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatCount, formatDuration, formatInstant, formatShare, formatValue } from '@/lib/format'
import { Failure, LinesSkeleton, ShareBar, useLocale } from '@/ui'
import type { TagPreview } from '../queries'
import type { Way } from '../tag'

interface Props {
  preview: UseQueryResult<TagPreview>
  /** What is still missing before anything can be counted. */
  gap: string | null
  asked: boolean
  seen: boolean
  way: Way
}

/** What the tag would say: how many get each value, who gets none, where conditions overlap. */
export function TagPanel({ preview, gap, asked, seen, way }: Props) {
  const { t } = useTranslation('tag-editor')
  const found = preview.data
  const imported = way === 'members'
  return (
    <aside className="tag-panel" aria-label={t('panel.title')} aria-busy={asked && !seen && !preview.isError} data-seen={seen}>
      <h2>{t('panel.title')}</h2>
      {imported ? (
        <p className="tg-quiet">{t('panel.imported')}</p>
      ) : gap !== null ? (
        <p className="tg-quiet">{t(gap)}</p>
      ) : null}
      {!imported && gap === null && preview.isError && <Failure error={preview.error} small />}
      {!imported &&
        gap === null &&
        !preview.isError &&
        (found ? <Found found={found} stale={!seen} chosen={way === 'cases'} /> : <LinesSkeleton rows={6} />)}
    </aside>
  )
}

interface FoundProps {
  found: TagPreview
  stale: boolean
  /** Its conditions are written one by one, so they may overlap by mistake; tiers and groups overlap by design. */
  chosen: boolean
}

function Found({ found, stale, chosen }: FoundProps) {
  const { t } = useTranslation('tag-editor')
  const locale = useLocale()
  const count = (value: number) => formatCount(value, locale)
  const cases = chosen ? found.overlaps : null
  const word = (value: string) => found.values.find((each) => String(each.value) === value)?.label ?? value
  return (
    <div className={stale ? 'tag-stale' : undefined} aria-live="polite">
      <div className="tag-known tg-tabular" data-testid="known">
        {t('panel.known', {
          known: count(found.known),
          total: count(found.total),
          share: formatShare(found.total ? found.known / found.total : 0, locale),
        })}
      </div>
      <div className="tg-quiet tg-small tg-tabular">
        {t('panel.took', { took: formatDuration(found.ms, locale), at: formatInstant(found.as_of, locale) })}
      </div>
      {found.values.length > 0 && (
        <table className="tag-table" data-testid="values">
          <thead>
            <tr>
              <th scope="col">{t('panel.value')}</th>
              <th scope="col" className="tg-num">
                {t('panel.customers')}
              </th>
              {cases && (
                <th scope="col" className="tg-num" title={t('panel.aloneHint')}>
                  {t('panel.alone')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {found.values.map((each) => (
              <tr key={String(each.value)}>
                <td>
                  <div className="tg-ellipsis" title={String(each.value)}>
                    {each.label}
                  </div>
                  <ShareBar share={each.customers / Math.max(1, found.total)} label={each.label} />
                </td>
                <td className="tg-num">{count(each.customers)}</td>
                {cases && <td className="tg-num tg-quiet">{each.alone === null ? '–' : count(each.alone)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {typeof found.middle === 'number' && found.values.length === 0 && (
        <dl className="tag-range tg-tabular">
          {(['least', 'middle', 'most'] as const).map((each) => (
            <div key={each}>
              <dt className="tg-quiet tg-small">{t(`panel.${each}`)}</dt>
              <dd>{formatValue(found[each], locale, { type: 'decimal' })}</dd>
            </div>
          ))}
        </dl>
      )}
      {cases && (
        <div className="tag-mece" data-testid="mece">
          <div>
            {cases.exhaustive_by ? t('panel.rest', { n: count(cases.none) }) : t('panel.none', { n: count(cases.none) })}
          </div>
          <div>{cases.several ? t('panel.several', { n: count(cases.several) }) : t('panel.exclusive')}</div>
          {cases.overlaps.slice(0, 5).map((each) => (
            <div key={`${each.first} ${each.second}`} className="tg-quiet tg-small">
              {t('panel.pair', { first: word(each.first), second: word(each.second), n: count(each.customers) })}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
