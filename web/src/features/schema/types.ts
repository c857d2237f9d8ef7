import { useTranslation } from 'react-i18next'
import './schema.css'

/** The types of the rules in words; a type that has none is shown as it is. */
export function useTypeWords(): (type: string) => string {
  const { t } = useTranslation('schema')
  return (type) => t(`types.${type}`, { defaultValue: type })
}
