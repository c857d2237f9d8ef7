import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function RunPage() {
  const { t } = useTranslation('runs')
  return <Page title={t('title')}>{null}</Page>
}
