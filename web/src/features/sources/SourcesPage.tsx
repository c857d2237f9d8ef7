import { useTranslation } from 'react-i18next'
import { useMay } from '@/api/queries/session'
import { useUrlState } from '@/lib/url'
import { ButtonLink, Page, SearchBox } from '@/ui'
import { SourcesTable } from './SourcesTable'

/** Where rows and events come from. */
export default function SourcesPage() {
  const { t } = useTranslation('sources')
  const [url, setUrl] = useUrlState()
  const may = useMay('analyst')
  const search = url.q ?? ''
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        may && (
          <>
            <ButtonLink to="/start">{t('toStart')}</ButtonLink>
            <ButtonLink to="/sources/new" type="primary">{t('add')}</ButtonLink>
          </>
        )
      }
    >
      <SourcesTable search={search} tools={<SearchBox value={search} label={t('search')} onChange={(q) => setUrl({ q })} />} />
    </Page>
  )
}
