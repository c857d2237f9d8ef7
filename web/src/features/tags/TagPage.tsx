import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function TagPage() {
  const { t } = useTranslation('tags')
  return <Page title={t('title')}>{null}</Page>
}
