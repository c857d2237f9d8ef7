import { useTranslation } from 'react-i18next'
import type { FieldChange } from '@/api/shapes'
import './plan.css'

/** A value of a definition as text: plain where it is plain, JSON where it is not. */
export function writeField(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value, null, 1)
}

/** Fields before and after, side by side. */
export function FieldChanges({ fields }: { fields: FieldChange[] }) {
  const { t } = useTranslation('ui')
  if (fields.length === 0) return null
  return (
    <table className="tg-fields">
      <thead>
        <tr>
          <th scope="col">{t('plan.field')}</th>
          <th scope="col">{t('plan.before')}</th>
          <th scope="col">{t('plan.after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.path}>
            <th scope="row" className="tg-mono" data-verbatim>
              {field.path}
            </th>
            <td className="tg-fields-before" data-verbatim>{writeField(field.before)}</td>
            <td className="tg-fields-after" data-verbatim>{writeField(field.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
