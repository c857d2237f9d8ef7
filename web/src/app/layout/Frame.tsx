import { Outlet } from '@tanstack/react-router'
import { Layout } from 'antd'
import { useTranslation } from 'react-i18next'
import { Header } from './Header'
import { Sider } from './Sider'
import './frame.css'

/** Sider, header and the page beside them; only the page scrolls. */
export function Frame() {
  const { t } = useTranslation('ui')
  return (
    <Layout className="tg-frame">
      <a className="tg-skip" href="#content">
        {t('skip')}
      </a>
      <Sider />
      <Layout className="tg-frame-right">
        <Header />
        <main id="content" className="tg-frame-content" tabIndex={-1}>
          <Outlet />
        </main>
      </Layout>
    </Layout>
  )
}
