import { useTranslation } from 'react-i18next'
import { formatCount } from '@/lib/format'
import type { Rule } from '@/rule-editor'
import { Failure, LinesSkeleton, useLocale } from '@/ui'
import { useLeaves } from '../queries'

/** Nobody fits: how many each condition holds for alone, and without which one somebody would be left. */
export function ZeroReason({ rule }: { rule: Rule | null }) {
  const { t } = useTranslation('builder')
  const locale = useLocale()
  const leaves = useLeaves(rule)
  if (leaves.isError) return <Failure error={leaves.error} small />
  if (!leaves.data) return <LinesSkeleton rows={3} />
  const { items } = leaves.data
  const dead = items.filter((item) => item.count === 0)
  const saving = items.filter((item) => (item.without ?? 0) > 0)
  return (
    <section className="builder-zero" aria-label={t('zero.title')} data-testid="zero">
      <strong>{t('zero.title')}</strong>
      <div className="tg-small">
        {dead.length > 0 ? t('zero.dead', { count: dead.length }) : saving.length > 0 ? t('zero.saving') : t('zero.together')}
      </div>
      <table className="builder-table">
        <thead>
          <tr>
            <th scope="col">{t('zero.condition')}</th>
            <th scope="col" className="tg-num">
              {t('zero.alone')}
            </th>
            <th scope="col" className="tg-num">
              {t('zero.without')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.path} className={item.count === 0 ? 'builder-dead' : undefined}>
              <td title={item.text}>{item.words}</td>
              <td className="tg-num">{formatCount(item.count, locale)}</td>
              <td className="tg-num">{item.without === null ? '–' : formatCount(item.without, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
