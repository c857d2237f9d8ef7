import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function BuilderPage() {
  const { t } = useTranslation('builder')
  return <Page title={t('title')}>{null}</Page>
}
