import { useTranslation } from 'react-i18next'
import { useMay } from '@/api/queries/session'
import { useUrlState } from '@/lib/url'
import { ButtonLink, Empty, Page, SearchBox } from '@/ui'
import { AddressForm } from './add/AddressForm'
import { Catalogue } from './add/Catalogue'
import { TemplateForm } from './add/TemplateForm'
import { isTold } from './add/ways'
import './sources.css'

/** Where a new source is chosen: by where the data is, or by a template. */
export default function NewSourcePage() {
  const { t } = useTranslation('sources')
  const [url, setUrl] = useUrlState()
  const may = useMay('analyst')
  const chosen = url.template !== undefined || isTold(url.way)
  const search = url.q ?? ''
  return (
    <Page
      title={t('new.title')}
      subtitle={chosen ? undefined : t('new.subtitle')}
      crumbs={[{ label: t('title'), to: '/sources' }]}
      actions={chosen && <ButtonLink to="/sources/new">{t('new.back')}</ButtonLink>}
    >
      {!may ? (
        <Empty title={t('new.notYou')} text={t('new.notYouText')} action={<ButtonLink to="/sources">{t('title')}</ButtonLink>} />
      ) : url.template !== undefined ? (
        <TemplateForm key={url.template} name={url.template} />
      ) : isTold(url.way) ? (
        <AddressForm key={url.way} way={url.way} />
      ) : (
        <div className="tg-column">
          <div><SearchBox value={search} label={t('new.search')} width={320} onChange={(q) => setUrl({ q })} /></div>
          <Catalogue search={search} />
        </div>
      )}
    </Page>
  )
}
