import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useQuality } from '@/api/queries/quality'
import { useUrlState } from '@/lib/url'
import { Instant, Page, SearchBox } from '@/ui'
import { ChecksTable } from './ChecksTable'
import { FieldsTable } from './FieldsTable'
import { SourcesTable } from './SourcesTable'
import './quality.css'

const TABS = { sources: SourcesTable, fields: FieldsTable, checks: ChecksTable }
type Tab = keyof typeof TABS

/** How good what came in is: by source, by field, by check. */
export default function QualityPage() {
  const { t } = useTranslation('quality')
  const [url, setUrl] = useUrlState()
  const quality = useQuality()
  const tab: Tab = url.tab === 'fields' || url.tab === 'checks' ? url.tab : 'sources'
  const search = url.q ?? ''
  const tools = <SearchBox value={search} label={t('search')} onChange={(q) => setUrl({ q })} />
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={quality.data && <span className="tg-quiet tg-small">{t('asOf')} <Instant at={quality.data.as_of} /></span>}>
      <Tabs
        activeKey={tab}
        onChange={(key) => setUrl({ tab: key === 'sources' ? undefined : key, q: undefined }, 'push')}
        destroyOnHidden
        items={(Object.keys(TABS) as Tab[]).map((key) => {
          const Table = TABS[key]
          return { key, label: t(`tab.${key}`), children: <Table query={quality} search={search} tools={tools} /> }
        })}
      />
    </Page>
  )
}
