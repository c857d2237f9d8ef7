import { Button, Checkbox, Input, Modal } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApply, usePlan } from '@/api/queries/definitions'
import { isConflict } from '@/api/problem'
import type { Applied, Change, Run } from '@/api/shapes'
import { Failure } from '../Failure'
import { Loaded } from '../Loading'
import { RunProgress } from '../RunProgress'
import { Conflict, readConflict } from './Conflict'
import { PlanView } from './PlanView'
import './plan.css'

interface Props {
  open: boolean
  title: string
  /** What is to change; null while it is not known yet. */
  changes: Change[] | null
  /** A proposal for the reason. */
  reason?: string
  /** Recompute what the changes concern at once (the reader may switch it off). */
  refresh?: boolean
  /** Closed without applying, or after reading the result. */
  onClose: () => void
  /** The changes are in force; the run, if there is one, has only started. */
  onApplied?: (applied: Applied) => void
  /** The run that applying started has ended. */
  onRun?: (run: Run) => void
  /** The version on which mine is put after a conflict: keep it as `base_version`. */
  onRebase?: (kind: string, name: string, version: number | null) => void
}

/** Shows what changes would do (customers moved, what they reach), asks for a reason, applies, survives a conflict. */
export function ConfirmPlan(props: Props) {
  return (
    <Modal
      open={props.open}
      title={props.title}
      onCancel={props.onClose}
      footer={null}
      width={720}
      destroyOnHidden
      mask={{ closable: false }}
    >
      {props.open && <Inside {...props} />}
    </Modal>
  )
}

function Inside({ changes, reason: proposed = '', refresh: starts = true, onClose, onApplied, onRun, onRebase }: Props) {
  const { t } = useTranslation('ui')
  const [bases, setBases] = useState<Record<string, number | null>>({})
  const [reason, setReason] = useState(proposed)
  const [refresh, setRefresh] = useState(starts)
  const asked = useMemo(
    () =>
      changes?.map((each) => {
        const base = bases[`${each.kind}/${each.name}`]
        return base === undefined ? each : { ...each, base_version: base }
      }) ?? null,
    [changes, bases],
  )
  const plan = usePlan(asked)
  const apply = useApply()
  useEffect(() => setReason(proposed), [proposed])

  const planned = plan.data?.conflicts[0]
  const found = isConflict(apply.error)
    ? readConflict(apply.error.problem)
    : planned
      ? readConflict({ message: planned.message, data: { ...planned } })
      : null
  const keepMine = () => {
    if (!found) return
    apply.reset()
    setBases((before) => ({ ...before, [`${found.kind}/${found.name}`]: found.version }))
    onRebase?.(found.kind, found.name, found.version)
  }

  if (apply.data) {
    return (
      <div className="tg-column" data-testid="applied">
        <div role="status">
          {t('plan.applied', { count: apply.data.versions.length })}{' '}
          {apply.data.versions.map(({ kind, name, version }) => (
            <span key={`${kind}/${name}`} className="tg-quiet tg-small">
              {t('plan.version', { name, version })}{' '}
            </span>
          ))}
        </div>
        {apply.data.run && <RunProgress id={apply.data.run.id} onEnd={onRun} />}
        <div className="tg-plan-foot">
          <Button type="primary" onClick={onClose}>
            {t('plan.close')}
          </Button>
        </div>
      </div>
    )
  }
  const failed = plan.data && plan.data.errors.length > 0
  return (
    <div className="tg-column" data-testid="plan">
      {found ? (
        <Conflict found={found} changes={asked ?? []} onKeep={keepMine} onLeave={onClose} />
      ) : (
        <>
          <Loaded query={plan} rows={5}>
            {(found) => <PlanView plan={found} />}
          </Loaded>
          {apply.isError && <Failure error={apply.error} small />}
          <label className="tg-plan-reason">
            <span>{t('plan.reason')}</span>
            <Input.TextArea
              value={reason}
              autoSize={{ minRows: 1, maxRows: 4 }}
              placeholder={t('plan.reasonHint')}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <Checkbox checked={refresh} onChange={(event) => setRefresh(event.target.checked)}>
            {t('plan.refresh')}
          </Checkbox>
          <div className="tg-plan-foot">
            <Button onClick={onClose}>{t('plan.back')}</Button>
            <Button
              type="primary"
              disabled={!plan.data || failed || plan.data.changes.length === 0}
              loading={apply.isPending}
              onClick={() => asked && apply.mutate({ changes: asked, reason: reason.trim(), refresh }, { onSuccess: onApplied })}
            >
              {t('plan.apply')}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}
