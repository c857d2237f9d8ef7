import { InboxOutlined } from '@ant-design/icons'
import { AutoComplete, Input, Upload } from 'antd'
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '@/api/client'
import { formatCount } from '@/lib/format'
import { Field } from '@/rule-editor'
import { Failure, useLocale } from '@/ui'
import type { TagState } from '../tag'

interface Props {
  members: TagState['members']
  onChange: (members: TagState['members'], key?: string) => void
}

interface Uploaded {
  path: string
  column: string
  columns: string[]
  customers: number
  unknown: number
}

const SHOWN = ['column', 'value_column', 'since_column', 'until_column'] as const

/** An imported list: a CSV or Excel file, and which column says what. */
export function MembersWay({ members, onChange }: Props) {
  const { t } = useTranslation('tag-editor')
  const locale = useLocale()
  const [columns, setColumns] = useState<string[]>([])
  const upload = useMutation({
    mutationFn: (file: File) =>
      call<Uploaded>('POST', '/lists', {
        query: { name: file.name.replace(/\.[^.]+$/, '') },
        body: new Blob([file], { type: file.type || 'text/csv' }),
      }),
    onSuccess: (found) => {
      setColumns(found.columns)
      onChange({ ...members, file: found.path, column: found.column })
    },
  })
  return (
    <div className="tg-column">
      <Upload.Dragger
        accept=".csv,.xlsx"
        showUploadList={false}
        disabled={upload.isPending}
        beforeUpload={(file) => {
          upload.mutate(file)
          return false
        }}
      >
        <InboxOutlined className="tag-inbox" aria-hidden />
        <div>{upload.isPending ? t('members.loading') : t('members.drop')}</div>
        <div className="tg-quiet tg-small">{t('members.dropHint')}</div>
      </Upload.Dragger>
      {upload.isError && <Failure error={upload.error} small />}
      {upload.data && (
        <div role="status">
          {t('members.found', {
            customers: formatCount(upload.data.customers, locale),
            unknown: formatCount(upload.data.unknown, locale),
          })}
        </div>
      )}
      <Field label={t('members.file')}>
        <Input
          className="tg-mono"
          value={members.file}
          onChange={(event) => onChange({ ...members, file: event.target.value }, 'file')}
        />
      </Field>
      <div className="re-form">
        {SHOWN.map((each) => (
          <Field key={each} label={t(`members.${each}`)}>
            <AutoComplete
              value={members[each]}
              options={columns.map((column) => ({ value: column }))}
              onChange={(text: string) => onChange({ ...members, [each]: text ?? '' }, each)}
            />
          </Field>
        ))}
      </div>
    </div>
  )
}
