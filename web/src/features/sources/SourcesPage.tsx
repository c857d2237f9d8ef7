import { useTranslation } from 'react-i18next'
import { useUrlState } from '@/lib/url'
import { Page, SearchBox } from '@/ui'
import { SourcesTable } from './SourcesTable'

/** Where rows and events come from. */
export default function SourcesPage() {
  const { t } = useTranslation('sources')
  const [url, setUrl] = useUrlState()
  const search = url.q ?? ''
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <SourcesTable search={search} tools={<SearchBox value={search} label={t('search')} onChange={(q) => setUrl({ q })} />} />
    </Page>
  )
}
