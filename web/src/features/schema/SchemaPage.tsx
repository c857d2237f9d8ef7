import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrlState } from '@/lib/url'
import { Page, SearchBox } from '@/ui'
import { EventsTable } from './EventsTable'
import { TraitsTable } from './TraitsTable'

const TABS = { events: EventsTable, traits: TraitsTable }
type Tab = keyof typeof TABS

/** What came in: events with their properties, and what is known of customers. */
export default function SchemaPage() {
  const { t } = useTranslation('schema')
  const [url, setUrl] = useUrlState()
  const tab: Tab = url.tab === 'traits' ? url.tab : 'events'
  const search = url.q ?? ''
  const tools = <SearchBox value={search} label={t('search')} onChange={(q) => setUrl({ q })} />
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Tabs
        activeKey={tab}
        onChange={(key) => setUrl({ tab: key === 'events' ? undefined : key, q: undefined }, 'push')}
        destroyOnHidden
        items={(Object.keys(TABS) as Tab[]).map((key) => {
          const Table = TABS[key]
          return { key, label: t(`tab.${key}`), children: <Table search={search} tools={tools} /> }
        })}
      />
    </Page>
  )
}
