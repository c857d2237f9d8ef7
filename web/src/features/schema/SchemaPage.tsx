import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrlState } from '@/lib/url'
import { Page, SearchBox } from '@/ui'
import { EventsTable } from './EventsTable'
import { PlanTab } from './PlanTab'
import './schema.css'
import { TraitsTable } from './TraitsTable'

const TABS = { events: EventsTable, traits: TraitsTable, plan: PlanTab }
type Tab = keyof typeof TABS

/** What came in: events with their properties, what is known of customers, and the standard plan beside it. */
export default function SchemaPage() {
  const { t } = useTranslation('schema')
  const [url, setUrl] = useUrlState()
  const tab: Tab = url.tab === 'traits' || url.tab === 'plan' ? url.tab : 'events'
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
