import { ColumnHeightOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TableChoice } from './choice'

interface Props {
  choice: TableChoice
  columns: { key: string; title: string; fixed?: boolean }[]
  left?: ReactNode
  right?: ReactNode
}

/** The line over a table: search and filters, density, columns, export. */
export function TableTools({ choice, columns, left, right }: Props) {
  const { t } = useTranslation('ui')
  const shown = columns.filter((column) => choice.shows(column.key)).map((column) => column.key)
  return (
    <div className="tg-table-tools">
      <div className="tg-row tg-wrap">{left}</div>
      <div className="tg-row">
        {right}
        <Button
          type="text"
          icon={<ColumnHeightOutlined />}
          aria-label={t('table.density')}
          title={t('table.density')}
          aria-pressed={choice.dense}
          onClick={() => choice.compress(!choice.dense)}
        />
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <div className="tg-table-columns">
              <Checkbox.Group
                value={shown}
                onChange={(keys) => choice.show(keys as string[])}
                options={columns.map((column) => ({ value: column.key, label: column.title, disabled: column.fixed }))}
              />
              <Button size="small" type="link" onClick={choice.reset}>
                {t('table.reset')}
              </Button>
            </div>
          }
        >
          <Button type="text" icon={<SettingOutlined />} aria-label={t('table.columns')} title={t('table.columns')} />
        </Popover>
      </div>
    </div>
  )
}
