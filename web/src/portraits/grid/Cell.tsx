import { CheckOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Column } from '@/api/shapes'
import { formatValue, NOTHING } from '@/lib/format'
import { CustomerLink, useLocale } from '@/ui'

/** One value of one customer, in the words of its column. */
export function Cell({ column, value }: { column: Column; value: unknown }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  if (column.kind === 'id') return <CustomerLink id={String(value)} />
  if (value === null || value === undefined) return <span className="tg-quiet">{NOTHING}</span>
  if (column.type === 'bool' && column.kind !== 'trait')
    return value === true ? <CheckOutlined aria-label={t('yes')} /> : <span className="tg-quiet">{NOTHING}</span>
  const words = (each: unknown): string =>
    column.values?.find((known) => known.value === each)?.label ??
    formatValue(each, locale, { type: column.type, unit: column.unit, yes: t('yes'), no: t('no') })
  const text = Array.isArray(value) ? value.map(words).join(t('comma')) : words(value)
  return text.length > 18 ? <Tooltip title={text}>{text}</Tooltip> : <>{text}</>
}
