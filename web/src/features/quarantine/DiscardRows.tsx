import { Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDiscard } from '@/api/collecting/collect'
import { Failure } from '@/ui'

/** Gives the chosen rows up, after a question; who did it is recorded. */
export function DiscardRows({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const { t } = useTranslation('quarantine')
  const discard = useDiscard()
  return (
    <>
      {discard.isError && <Failure error={discard.error} small />}
      <Popconfirm
        title={t('discardSure', { count: ids.length })}
        description={<div style={{ maxWidth: 320 }}>{t('discardText')}</div>}
        okText={t('discard')}
        okButtonProps={{ danger: true }}
        cancelText={t('cancel')}
        disabled={ids.length === 0}
        onConfirm={() => discard.mutate(ids, { onSuccess: onDone })}
      >
        <Button danger disabled={ids.length === 0} loading={discard.isPending}>{t('discard')}</Button>
      </Popconfirm>
    </>
  )
}
