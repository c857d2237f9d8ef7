import { InboxOutlined } from '@ant-design/icons'
import { Button, Progress, Upload } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeepGuess, useSendFile } from '@/api/queries/uploads'
import { formatShare } from '@/lib/format'
import { Failure, useLocale } from '@/ui'

/** The endings of files that can be read, as the server knows them; a dropped file of another ending is told so by the server. */
const ENDINGS = '.csv,.tsv,.txt,.xlsx,.xlsm,.xls,.json,.jsonl,.ndjson,.parquet,.pq'

/** Where a file is dropped; how much of it has gone; why it cannot be used. */
export function DropFile({ onSent }: { onSent: (upload: string) => void }) {
  const { t } = useTranslation('start')
  const locale = useLocale()
  const [share, setShare] = useState(0)
  const [name, setName] = useState('')
  const stop = useRef<AbortController | null>(null)
  const send = useSendFile(setShare)
  const keep = useKeepGuess()
  const begin = (file: File) => {
    stop.current = new AbortController()
    setShare(0)
    setName(file.name)
    send.mutate(
      { file, signal: stop.current.signal },
      {
        onSuccess: (found) => {
          keep(found)
          onSent(found.id)
        },
      },
    )
  }
  const stopped = send.error instanceof DOMException
  return (
    <div className="tg-column">
      {send.isPending ? (
        <div className="start-sending" role="status">
          <div className="tg-row tg-between">
            <span className="tg-ellipsis">
              <span data-verbatim>{name}</span> <span className="tg-quiet">{share < 1 ? t('sending', { share: formatShare(share, locale) }) : t('looking')}</span>
            </span>
            <Button size="small" onClick={() => stop.current?.abort()}>
              {t('stop')}
            </Button>
          </div>
          <Progress percent={Math.round(share * 100)} status="active" showInfo={false} size="small" aria-label={t('sending', { share: formatShare(share, locale) })} />
        </div>
      ) : (
        <Upload.Dragger
          accept={ENDINGS}
          showUploadList={false}
          beforeUpload={(file) => {
            begin(file)
            return false
          }}
        >
          <div className="start-drop">
            <InboxOutlined className="start-inbox" aria-hidden />
            <strong>{t('drop')}</strong>
            <span className="tg-quiet">{t('dropForms')}</span>
          </div>
        </Upload.Dragger>
      )}
      {send.isError && !stopped && (
        <div>
          {name !== '' && <div className="tg-quiet" data-verbatim>{name}</div>}
          <Failure error={send.error} />
        </div>
      )}
      <ol className="start-steps">
        {(['columns', 'kept', 'after'] as const).map((each) => (
          <li key={each}>{t(`promise.${each}`)}</li>
        ))}
      </ol>
    </div>
  )
}
