import { Alert, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useQuarantined } from '@/api/collecting/collect'
import type { QuarantinedDetail } from '@/api/shapes'
import { ButtonLink, Failure, Instant, JsonBlock, LinesSkeleton } from '@/ui'
import { Why } from './RowsTable'

interface Props {
  id: string | null
  onClose: () => void
  onReplay: (id: string) => void
}

/** One row as it came, as text, with what to do about it. */
export function RowDrawer({ id, onClose, onReplay }: Props) {
  const { t } = useTranslation('quarantine')
  const found = useQuarantined(id)
  return (
    <Drawer open={id !== null} onClose={onClose} size={640} title={found.data?.reason_label ?? t('one')} destroyOnHidden>
      {found.data ? (
        <Row row={found.data} onReplay={onReplay} />
      ) : found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} small />
      ) : (
        <LinesSkeleton rows={8} />
      )}
    </Drawer>
  )
}

function Row({ row, onReplay }: { row: QuarantinedDetail; onReplay: (id: string) => void }) {
  const { t } = useTranslation('quarantine')
  const live = row.position === null ? undefined : { at: String(row.position) }
  return (
    <div className="tg-column">
      <Alert type="warning" showIcon title={<Why row={row} />} description={row.next} />
      <dl className="tg-quarantine-facts">
        <dt className="tg-quiet">{t('source')}</dt>
        <dd data-verbatim>{row.source.replace(/^push:/, '')}</dd>
        {row.event !== '' && (
          <>
            <dt className="tg-quiet">{t('event')}</dt>
            <dd data-verbatim>{row.event}</dd>
          </>
        )}
        <dt className="tg-quiet">{row.stage === 'source' ? t('loadedAt') : t('at')}</dt>
        <dd><Instant at={row.at} seconds /></dd>
        <dt className="tg-quiet">{t('stage.title')}</dt>
        <dd>{t(`stage.${row.stage}`)}</dd>
        {row.route !== '' && (
          <>
            <dt className="tg-quiet">{t('route')}</dt>
            <dd data-verbatim><code className="tg-mono">{row.route}</code></dd>
          </>
        )}
      </dl>
      <JsonBlock text={row.raw} label={t('raw')} height={480} />
      <div className="tg-row">
        {row.replayable && <Button type="primary" onClick={() => onReplay(row.id)}>{t('replay')}</Button>}
        {live && <ButtonLink to="/live" search={live}>{t('toLive')}</ButtonLink>}
      </div>
    </div>
  )
}
