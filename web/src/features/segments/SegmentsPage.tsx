import { useTranslation } from 'react-i18next'
import { Page } from '@/ui/Page'

export default function SegmentsPage() {
  const { t } = useTranslation('segments')
  return <Page title={t('title')}>{null}</Page>
}
