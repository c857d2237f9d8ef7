import { useTranslation } from 'react-i18next'

const CLASSES = ['base', 'behaviour', 'value', 'need'] as const
const WAYS = ['when', 'cases', 'value', 'tiers', 'quantiles', 'members', 'rfm'] as const

/** The class of a tag in words. */
export function useClassWords(): (name: string | null) => string {
  const { t } = useTranslation('tags')
  return (name) => {
    const known = CLASSES.find((each) => each === name)
    return known ? t(`class.${known}`) : t('class.none')
  }
}

/** How a tag is made, in words. */
export function useWayWords(): (name: string) => string {
  const { t } = useTranslation('tags')
  return (name) => {
    const known = WAYS.find((each) => each === name)
    return known ? t(`way.${known}`) : name
  }
}
