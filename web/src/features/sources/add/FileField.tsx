import { UploadOutlined } from '@ant-design/icons'
import { Button, Upload } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSendTemplateFile } from '@/api/queries/sources'
import { Failure } from '@/ui'

interface Props {
  template: string
  label: string
  /** The id of the file that was sent; the form's. */
  value?: string
  onChange?: (id: string | undefined) => void
}

/** A file as an answer: sent at once, named by its id. */
export function FileField({ template, label, value, onChange }: Props) {
  const { t } = useTranslation('sources')
  const send = useSendTemplateFile(template)
  return (
    <div className="tg-column" style={{ gap: 8 }}>
      <div className="tg-row">
        <Upload
          showUploadList={false}
          beforeUpload={(file) => {
            send.mutate(file, { onSuccess: ({ id }) => onChange?.(id) })
            return false
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />} loading={send.isPending} aria-label={t('new.chooseOf', { label })}>{t('new.choose')}</Button>
        </Upload>
        {value !== undefined && send.data && (
          <>
            <span className="tg-ellipsis" data-verbatim>{send.data.name}</span>
            <Button
              size="small"
              type="text"
              onClick={() => {
                send.reset()
                onChange?.(undefined)
              }}
            >
              {t('new.without')}
            </Button>
          </>
        )}
      </div>
      {send.isError && <Failure error={send.error} small />}
    </div>
  )
}
