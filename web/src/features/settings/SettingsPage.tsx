import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay } from '@/api/queries/session'
import { useUrlState } from '@/lib/url'
import { ButtonLink, Page } from '@/ui'
import { About } from './About'
import { Keys } from './Keys'
import { Logins } from './Logins'
import { Users } from './Users'
import { WriteKeys } from './WriteKeys'

/** Who may do what; keys for programs; who is logged in; what this workspace is. */
export default function SettingsPage() {
  const { t } = useTranslation('settings')
  const [url, setUrl] = useUrlState()
  const admin = useMay('administrator')
  const analyst = useMay('analyst')
  const only = <p className="tg-quiet">{t('onlyAdmins')}</p>
  const items = [
    { key: 'users', label: t('tab.users'), children: admin ? <Users /> : only },
    { key: 'keys', label: t('tab.keys'), children: admin ? <Keys /> : only },
    { key: 'write-keys', label: t('tab.writeKeys'), children: analyst ? <WriteKeys admin={admin} /> : <p className="tg-quiet">{t('onlyAnalysts')}</p> },
    { key: 'sessions', label: t('tab.sessions'), children: <Logins /> },
    { key: 'about', label: t('tab.about'), children: <About /> },
  ]
  return (
    <Page title={t('title')} actions={<ButtonLink to="/api-reference">{t('api.title')}</ButtonLink>}>
      <Tabs
        activeKey={items.some(({ key }) => key === url.tab) ? url.tab : 'users'}
        onChange={(tab) => setUrl({ tab: tab === 'users' ? undefined : tab }, 'push')}
        destroyOnHidden
        items={items}
      />
    </Page>
  )
}
