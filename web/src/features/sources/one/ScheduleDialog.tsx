import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition } from '@/api/queries/definitions'
import type { Change, Source } from '@/api/shapes'
import { ConfirmPlan, Failure } from '@/ui'
import { readWhen, writeWhen, type When } from '../schedule'

const FORMS = ['never', 'every', 'daily', 'weekly', 'cron'] as const
const UNITS = ['second', 'minute', 'hour', 'day'] as const
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const FIRST: { [Form in When['form']]: Extract<When, { form: Form }> } = {
  never: { form: 'never' },
  every: { form: 'every', count: 15, unit: 'minute' },
  daily: { form: 'daily', time: '03:00' },
  weekly: { form: 'weekly', day: 'monday', time: '03:00' },
  cron: { form: 'cron', line: '30 3 * * 1-5' },
}

/** When the server loads a source: chosen, shown as a plan, applied. */
export function ScheduleDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation('sources')
  const definition = useDefinition('source', source.name)
  const [when, setWhen] = useState<When>(readWhen(source.schedule?.every))
  const [changes, setChanges] = useState<Change[] | null>(null)
  if (changes) return <ConfirmPlan open title={t('schedule')} changes={changes} refresh={false} onClose={onClose} />
  const plan = () => {
    if (!definition.data) return
    const { schedule: _before, ...body } = definition.data.body as Record<string, unknown>
    const text = writeWhen(when)
    setChanges([{ kind: 'source', name: source.name, body: text === null ? body : { ...body, schedule: text }, base_version: definition.data.version }])
  }
  return (
    <Modal
      open
      title={t('schedule')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="primary" disabled={!definition.data} onClick={plan}>{t('toPlan')}</Button>
        </>
      }
    >
      <div className="tg-row tg-wrap">
        <Select
          style={{ width: 160 }}
          aria-label={t('schedule')}
          value={when.form}
          options={FORMS.map((value) => ({ value, label: t(`form.${value}`) }))}
          onChange={(form: When['form']) => setWhen(FIRST[form])}
        />
        {when.form === 'every' && (
          <>
            <InputNumber aria-label={t('form.count')} min={1} max={999} value={when.count} onChange={(count) => setWhen({ ...when, count: count ?? 1 })} />
            <Select style={{ width: 112 }} aria-label={t('form.unit')} value={when.unit} options={UNITS.map((value) => ({ value, label: t(`unit.${value}`) }))} onChange={(unit) => setWhen({ ...when, unit })} />
          </>
        )}
        {when.form === 'weekly' && (
          <Select style={{ width: 112 }} aria-label={t('form.day')} value={when.day} options={DAYS.map((value) => ({ value, label: t(`day.${value}`) }))} onChange={(day) => setWhen({ ...when, day })} />
        )}
        {(when.form === 'daily' || when.form === 'weekly') && (
          <Input type="time" style={{ width: 128 }} aria-label={t('form.time')} value={when.time} onChange={(event) => setWhen({ ...when, time: event.target.value })} />
        )}
        {when.form === 'cron' && <Input className="tg-mono" style={{ width: 200 }} aria-label={t('form.cron')} value={when.line} onChange={(event) => setWhen({ ...when, line: event.target.value })} />}
      </div>
      <p className="tg-quiet tg-small">{t('form.hint')}</p>
      {definition.isError && <Failure error={definition.error} small />}
    </Modal>
  )
}
