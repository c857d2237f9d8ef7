import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ComparedField, SegmentItem } from '@/api/portraits/segments'
import { formatCount } from '@/lib/format'
import { segmentRule, valueRule } from '@/portraits/rule/names'
import { ShareBar, useLocale } from '@/ui'
import { IndexBar } from './IndexBar'
import { FEW } from './telling'
import { useFieldWords } from './useFieldWords'

/** All values of one field on both sides; a count leads to the people behind it. */
export function FieldDistribution({ segment, field }: { segment: SegmentItem; field: ComparedField }) {
  const { t } = useTranslation('segments')
  const locale = useLocale()
  const words = useFieldWords()
  const name = field.field.name.replace(/^segment:/, '')
  const ruleOf = (value: unknown): string => {
    const own = field.field.kind === 'segment' ? `${value === false ? 'not ' : ''}${segmentRule(name)}` : valueRule(name, value, field.field.type)
    return `${segmentRule(segment.name)} and ${own}`
  }
  return (
    <div className="segments-distribution">
      <table className="people-table">
        <thead>
          <tr>
            <th scope="col">{t('portrait.value')}</th>
            <th scope="col">{t('portrait.here')}</th>
            <th scope="col">{t('portrait.inBase')}</th>
            <th scope="col">{t('portrait.tgi')}</th>
            <th scope="col" className="tg-num">
              {t('portrait.customers')}
            </th>
          </tr>
        </thead>
        <tbody>
          {field.values.map((each) => (
            <tr key={String(each.value)}>
              <td>{words.value(field, each)}</td>
              <td>
                <ShareBar share={each.group_share} label={t('portrait.here')} />
              </td>
              <td>
                <ShareBar share={each.base_share} label={t('portrait.inBase')} />
              </td>
              <td>
                <IndexBar tgi={each.tgi} />
              </td>
              <td className="tg-num">
                <Link to="/customers" search={{ rule: ruleOf(each.value) } as never}>
                  {formatCount(each.group, locale)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {field.group_known < FEW && <div className="tg-warn tg-small">{t('portrait.small', { count: field.group_known })}</div>}
    </div>
  )
}
