import { Select, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Said } from '@/api/queries/uploads'
import type { GuessedColumn, GuessedFile, Uploaded } from '@/api/shapes'
import { formatShare } from '@/lib/format'
import { DataTable, useLocale, type DataColumn } from '@/ui'
import { assignRole, judge, type Surety } from '../roles'

type Roles = NonNullable<Said['roles']>

const COLOURS: Record<Surety, string | undefined> = { said: 'processing', sure: 'success', likely: undefined, unsure: 'warning' }

interface Props {
  file: GuessedFile
  roles: Uploaded['roles']
  said: Roles
  onChange: (roles: Roles) => void
}

/** Each column with examples, what it is taken for and why; another choice is one select away. */
export function Columns({ file, roles, said, onChange }: Props) {
  const { t } = useTranslation('start')
  const locale = useLocale()
  const options = [
    { value: '', label: <span className="tg-quiet">{t('columns.none')}</span> },
    ...roles.map(({ name, label }) => ({ value: name, label })),
  ]
  const needed = new Set<string>(roles.filter((role) => role.needed).map(({ name }) => name))
  const columns: DataColumn<GuessedColumn>[] = [
    { key: 'name', title: t('columns.name'), width: 140, fixed: true, render: (row) => <strong className="tg-ellipsis start-cell" title={row.name} data-verbatim>{row.name}</strong> },
    {
      key: 'role',
      title: t('columns.is'),
      width: 152,
      fixed: true,
      render: (row) => (
        <Select
          className="start-role"
          data-verbatim
          value={row.role ?? ''}
          options={options}
          optionRender={({ value, label }) => (needed.has(String(value)) ? t('columns.needed', { label: String(label) }) : label)}
          aria-label={t('columns.isOf', { name: row.name })}
          onChange={(role: string) => onChange(assignRole(said, row, role === '' ? null : (role as keyof Roles)))}
        />
      ),
    },
    {
      key: 'why',
      title: t('columns.why'),
      width: 224,
      render: (row) => {
        const surety = judge(row, said)
        return surety === null ? (
          <span className="tg-quiet tg-small">{t('columns.kept')}</span>
        ) : (
          <span className="start-why">
            <Tag color={COLOURS[surety]}>{t(`sure.${surety}`)}</Tag>
            {surety !== 'said' && <span className="tg-quiet tg-small tg-ellipsis" title={row.reasons.join(t('columns.comma'))}>{row.reasons.join(t('columns.comma'))}</span>}
          </span>
        )
      },
    },
    {
      key: 'examples',
      title: t('columns.examples'),
      width: 160,
      render: (row) => {
        const text = row.examples.slice(0, 3).join(' · ')
        return <span className="tg-ellipsis start-cell tg-tabular" title={text} data-verbatim>{text}</span>
      },
    },
    { key: 'filled', title: t('columns.filled'), width: 72, numeric: true, render: (row) => <span className={row.filled < 0.5 ? 'tg-warn' : undefined}>{formatShare(row.filled, locale)}</span> },
  ]
  return (
    <DataTable<GuessedColumn> name="start-columns" label={t('columns.label')} plain columns={columns} rows={file.columns} rowKey={(row) => row.name} empty={null} />
  )
}
