import { BulbOutlined, DesktopOutlined, MoonOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAppearance } from '@/lib/appearance'
import type { ThemeChoice } from '@/lib/preferences'

const ICONS = { light: <BulbOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> }
const CHOICES: ThemeChoice[] = ['light', 'dark', 'system']

/** Light, dark, or as the machine has it. */
export function ThemeSwitch() {
  const { t } = useTranslation('ui')
  const { theme, chooseTheme } = useAppearance()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [theme],
        items: CHOICES.map((key) => ({ key, icon: ICONS[key], label: t(`theme.${key}`) })),
        onClick: ({ key }) => chooseTheme(key as ThemeChoice),
      }}
    >
      <Button type="text" icon={ICONS[theme]} aria-label={t('theme.label')} title={t('theme.label')} />
    </Dropdown>
  )
}
