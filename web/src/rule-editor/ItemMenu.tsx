import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CodeOutlined,
  CompressOutlined,
  CopyOutlined,
  GroupOutlined,
  MoreOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Item } from './tree/outline'

export type Action = 'up' | 'down' | 'copy' | 'wrap' | 'unwrap' | 'negate' | 'text' | 'cross'

interface Props {
  item: Item
  label: string
  /** Where the other area is: excluded for what is included, and the other way round. */
  cross?: 'exclude' | 'include'
  onAction: (action: Action) => void
}

/** What can be done with a condition or a group, beside deleting it. */
export function ItemMenu({ item, label, cross, onAction }: Props) {
  const { t } = useTranslation('rule-editor')
  const items: MenuProps['items'] = [
    { key: 'up', icon: <ArrowUpOutlined aria-hidden />, label: t('item.up'), extra: 'Alt ↑' },
    { key: 'down', icon: <ArrowDownOutlined aria-hidden />, label: t('item.down'), extra: 'Alt ↓' },
    { type: 'divider' },
    { key: 'copy', icon: <CopyOutlined aria-hidden />, label: t('item.copy') },
    { key: 'wrap', icon: <GroupOutlined aria-hidden />, label: t('item.wrap') },
    ...(item.kind === 'group' && !item.negated ? [{ key: 'unwrap', icon: <CompressOutlined aria-hidden />, label: t('item.unwrap') }] : []),
    { key: 'negate', icon: <StopOutlined aria-hidden />, label: item.negated ? t('item.affirm') : t('item.negate') },
    ...(cross
      ? [
          {
            key: 'cross',
            icon: cross === 'exclude' ? <ArrowDownOutlined /> : <ArrowUpOutlined />,
            label: t(`item.to.${cross}`),
          },
        ]
      : []),
    ...(item.kind === 'leaf' ? [{ key: 'text', icon: <CodeOutlined aria-hidden />, label: t('item.text') }] : []),
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => onAction(key as Action) }}>
      <Button size="small" type="text" icon={<MoreOutlined aria-hidden />} aria-label={label} title={label} />
    </Dropdown>
  )
}
