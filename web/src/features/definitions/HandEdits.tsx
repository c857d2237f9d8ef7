import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApplyPending, usePending } from '@/api/queries/definitions'
import { useMay } from '@/api/queries/session'
import { Card, Failure, PlanView, RunProgress } from '@/ui'

/** What an engineer changed in the files and nobody applied yet: the plan, and the way to put it in force. */
export function HandEdits() {
  const { t } = useTranslation('definitions')
  const pending = usePending()
  const apply = useApplyPending()
  const may = useMay('analyst')
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const plan = pending.data
  if (pending.isError) return <Failure error={pending.error} onRetry={() => void pending.refetch()} small />
  if (apply.data?.run) return <Card title={t('hand.title')}><RunProgress id={apply.data.run.id} /></Card>
  if (!plan || (plan.changes.length === 0 && plan.errors.length === 0)) return null
  const wrong = plan.errors.length
  return (
    <Card
      title={t('hand.title')}
      extra={
        <Button size="small" onClick={() => setOpen(!open)}>
          {open ? t('hand.hide') : t('hand.see')}
        </Button>
      }
    >
      <div className="tg-column">
        <div>{wrong > 0 ? t('hand.wrong', { count: wrong }) : t('hand.text', { count: plan.changes.length })}</div>
        {open && <PlanView plan={plan} />}
        {open && may && wrong === 0 && (
          <div className="tg-row">
            <Input value={reason} placeholder={t('hand.reason')} aria-label={t('hand.reason')} onChange={(event) => setReason(event.target.value)} />
            <Button type="primary" loading={apply.isPending} onClick={() => apply.mutate({ reason: reason.trim(), refresh: true })}>
              {t('hand.apply')}
            </Button>
          </div>
        )}
        {apply.isError && <Failure error={apply.error} small />}
      </div>
    </Card>
  )
}
