import { useTranslation } from 'react-i18next'

/** Types of values in words; a type that has none is shown as it is. */
export function useTypeWords(): (type: string) => string {
  const { t } = useTranslation('ui')
  return (type) => t(`types.${type}`, { defaultValue: type })
}
