import { UserOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLogOut, useSession } from '@/api/queries/session'

/** Who is logged in, as what; the way out. */
export function CallerMenu() {
  const { t } = useTranslation('ui')
  const { data: me } = useSession()
  const logOut = useLogOut()
  if (!me) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'role', disabled: true, label: t('caller.as', { role: t(`role.${me.role}`) }) },
          { type: 'divider' },
          { key: 'settings', label: <Link to="/settings">{t('nav.settings')}</Link> },
          { key: 'api', label: <Link to="/api-reference">{t('caller.api')}</Link> },
          { type: 'divider' },
          { key: 'out', label: t('caller.out'), onClick: () => logOut.mutate() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('caller.menu', { name: me.name })}>
        <span className="tg-ellipsis" style={{ maxWidth: 120 }} data-verbatim>
          {me.name}
        </span>
      </Button>
    </Dropdown>
  )
}
