import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparedField, SharedValue } from '@/api/portraits/segments'

/** What fields and their values are called in a portrait. */
export function useFieldWords() {
  const { t } = useTranslation('segments')
  return useMemo(() => {
    const value = (field: ComparedField, each: SharedValue): string =>
      field.field.type === 'bool' ? t(each.value === true || each.value === 'true' ? 'portrait.yes' : 'portrait.no') : each.label
    return {
      value,
      /** 'Recency: Active'; for a yes only the name. */
      pair: (field: ComparedField, each: SharedValue): string =>
        field.field.type === 'bool' && (each.value === true || each.value === 'true')
          ? field.field.label
          : t('portrait.pair', { field: field.field.label, value: value(field, each) }),
      kind: (field: ComparedField): string =>
        field.field.kind === 'segment' ? t('kind.segment') : t(field.field.kind === 'trait' ? 'kind.trait' : 'kind.tag'),
    }
  }, [t])
}
