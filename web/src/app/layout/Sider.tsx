import {
  AppstoreOutlined, DatabaseOutlined, FileTextOutlined, HistoryOutlined, HomeOutlined, MenuFoldOutlined,
  MenuUnfoldOutlined, SettingOutlined, TagsOutlined, TeamOutlined,
} from '@ant-design/icons'
import { Link, useLocation } from '@tanstack/react-router'
import { Button, Layout, Menu } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keepFolded, readFolded } from '@/lib/preferences'
import { findPlace, groupPlaces, PLACES, type Place } from './places'

const ICONS: Record<string, React.ReactNode> = {
  home: <HomeOutlined />,
  customers: <TeamOutlined />,
  tags: <TagsOutlined />,
  segments: <AppstoreOutlined />,
  data: <DatabaseOutlined />,
  definitions: <FileTextOutlined />,
  runs: <HistoryOutlined />,
  settings: <SettingOutlined />,
}

/** The way between the rooms; folds to icons. */
export function Sider() {
  const { t } = useTranslation('ui')
  const [folded, setFolded] = useState(readFolded)
  const { pathname } = useLocation()
  const here = findPlace(PLACES, pathname)
  const draw = ({ name, to }: Place) => ({
    key: name,
    icon: ICONS[name],
    title: t(`nav.${name}`),
    label: <Link to={to}>{t(`nav.${name}`)}</Link>,
  })
  const fold = () => {
    keepFolded(!folded)
    setFolded(!folded)
  }
  return (
    <Layout.Sider className="tg-sider" width={208} collapsedWidth={56} collapsed={folded} trigger={null} theme="light">
      <Link to="/" className="tg-sider-name" aria-label={folded ? t('nav.home') : undefined}>
        <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="currentColor" />
          <path d="M8 9h16v4h-6v12h-4V13H8z" fill="var(--ant-color-bg-container)" />
        </svg>
        {!folded && <span>Tagma</span>}
      </Link>
      <nav aria-label={t('nav.label')} style={{ display: 'contents' }}>
        <Menu
          mode="inline"
          selectedKeys={[here]}
          defaultOpenKeys={folded ? [] : ['data']}
          items={groupPlaces(PLACES).map((each) =>
            'places' in each
              ? { key: each.name, icon: ICONS[each.name], label: t(`nav.${each.name}`), children: each.places.map(draw) }
              : draw(each),
          )}
        />
      </nav>
      <Button
        type="text"
        className="tg-sider-fold"
        icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        aria-label={folded ? t('nav.unfold') : t('nav.fold')}
        onClick={fold}
      />
    </Layout.Sider>
  )
}
