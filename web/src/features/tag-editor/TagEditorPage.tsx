import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function TagEditorPage() {
  const { t } = useTranslation('tag-editor')
  return <Page title={t('title')}>{null}</Page>
}
