import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function DefinitionPage() {
  const { t } = useTranslation('definitions')
  return <Page title={t('title')}>{null}</Page>
}
