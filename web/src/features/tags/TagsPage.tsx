import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function TagsPage() {
  const { t } = useTranslation('tags')
  return <Page title={t('title')}>{null}</Page>
}
