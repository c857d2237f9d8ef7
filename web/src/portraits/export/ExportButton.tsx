import { DownloadOutlined } from '@ant-design/icons'
import { Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportFile, FORMATS, useStartExport, type Format } from '@/api/portraits/exports'
import type { PeopleQuery } from '@/api/portraits/people'
import { formatCount } from '@/lib/format'
import { Failure, RunProgress, useLocale } from '@/ui'

interface Props {
  query: PeopleQuery
  /** What the file is called; the rule decides where it is not given. */
  title?: string
  /** How many customers it is about. */
  total: number
}

/** Writes the customers of a list to a file: chosen, watched, cancelled, fetched. */
export function ExportButton({ query, title, total }: Props) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={<DownloadOutlined />} disabled={total === 0} onClick={() => setOpen(true)}>
        {t('export.open')}
      </Button>
      <Modal
        open={open}
        title={t('export.title', { count: total, total: formatCount(total, locale) })}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        {open && <Inside query={query} title={title} onClose={() => setOpen(false)} />}
      </Modal>
    </>
  )
}

function Inside({ query, title, onClose }: Pick<Props, 'query' | 'title'> & { onClose: () => void }) {
  const { t } = useTranslation('portraits')
  const [format, setFormat] = useState<Format>('csv')
  const [ready, setReady] = useState(false)
  const start = useStartExport()
  const begin = () => {
    setReady(false)
    start.mutate({ ...query, format, ...(title ? { title } : {}) })
  }
  return (
    <div className="tg-column" data-testid="export">
      <Radio.Group
        aria-label={t('export.format')}
        value={format}
        disabled={start.isPending}
        onChange={(event) => {
          setFormat(event.target.value as Format)
          start.reset()
          setReady(false)
        }}
      >
        {FORMATS.map((each) => (
          <Radio key={each} value={each} className="export-format">
            {t(`export.${each}`)}
          </Radio>
        ))}
      </Radio.Group>
      <div className="tg-quiet tg-small">
        {query.columns.length > 0 ? t('export.columnsShown', { count: query.columns.length }) : t('export.columnsNone')}
      </div>
      {start.isError && <Failure error={start.error} small />}
      {start.data && <RunProgress id={start.data.run.id} onEnd={(run) => setReady(run.status === 'done')} />}
      <div className="tg-row export-foot">
        <Button onClick={onClose}>{t('export.close')}</Button>
        {ready && start.data ? (
          <Button type="primary" icon={<DownloadOutlined />} href={exportFile(start.data.id)} download>
            {t('export.download')}
          </Button>
        ) : (
          <Button type="primary" loading={start.isPending} disabled={start.data !== undefined} onClick={begin}>
            {t('export.start')}
          </Button>
        )}
      </div>
    </div>
  )
}
