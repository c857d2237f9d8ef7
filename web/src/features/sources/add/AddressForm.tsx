import { Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApplyPending, usePending } from '@/api/queries/definitions'
import { downloadText } from '@/lib/csv'
import { ButtonLink, Card, CodeBlock, Failure, PlanView, RunProgress } from '@/ui'
import { ADDRESSES, writeSource, type Told } from './definition'

/** A database, a dlt function, a topic: a form that writes the definition; its file is saved on the server, its plan applied here. */
export function AddressForm({ way }: { way: Told['way'] }) {
  const { t } = useTranslation('sources')
  const [told, setTold] = useState<Told>({ way, name: 'shop', address: ADDRESSES[way], event: 'order', customer: '', time: '' })
  const database = way === 'postgresql' || way === 'mysql'
  const needed = [{ required: true, whitespace: true, message: t('new.required') }]
  const addressLabel = t(database ? 'new.address' : way === 'mqtt' ? 'new.topic' : 'new.function')
  return (
    <div className="tg-grid">
      <div className="tg-span-5">
        <Card title={t(`new.way.${way}.name`)}>
          <Form<Told>
            className="source-form"
            layout="vertical"
            requiredMark={false}
            initialValues={told}
            onValuesChange={(_changed, values) => setTold({ ...values, way })}
          >
            <Form.Item name="name" label={t('new.name')} extra={t('new.nameHelp')} rules={[...needed, { pattern: /^[A-Za-z][A-Za-z0-9_]*$/, message: t('new.nameHelp') }]}>
              <Input className="tg-mono" />
            </Form.Item>
            <Form.Item name="address" label={addressLabel} extra={database ? t('new.addressHelp') : undefined} rules={needed}>
              <Input className="tg-mono" />
            </Form.Item>
            {database && (
              <div className="source-two">
                <Form.Item name="table" label={t('new.table')} rules={needed}>
                  <Input className="tg-mono" />
                </Form.Item>
                <Form.Item name="cursor" label={t('new.cursor')} extra={t('new.cursorHelp')}>
                  <Input className="tg-mono" />
                </Form.Item>
                <Form.Item name="key" label={t('new.key')}>
                  <Input className="tg-mono" />
                </Form.Item>
              </div>
            )}
            <Form.Item name="event" label={t('new.event')} rules={needed}>
              <Input className="tg-mono" />
            </Form.Item>
            <div className="source-two">
            <Form.Item name="customer" label={t('new.customer')} rules={needed}>
              <Input className="tg-mono" />
            </Form.Item>
            <Form.Item name="time" label={t('new.time')} rules={needed}>
              <Input className="tg-mono" />
            </Form.Item>
            </div>
            <Form.Item name="others" label={t('new.others')} extra={t('new.othersHelp')}>
              <Input className="tg-mono" />
            </Form.Item>
          </Form>
        </Card>
      </div>
      <div className="tg-span-7 tg-column"><Written told={told} /></div>
    </div>
  )
}

/** The file to save, and the plan once it is there. */
function Written({ told }: { told: Told }) {
  const { t } = useTranslation('sources')
  const text = writeSource(told)
  const pending = usePending()
  const apply = useApplyPending()
  const there = pending.data?.changes.some(({ kind, name }) => kind === 'source' && name === told.name) || (pending.data?.errors.length ?? 0) > 0
  const { refetch } = pending
  useEffect(() => {
    if (apply.isSuccess) return
    const timer = setInterval(() => void refetch(), 3000)
    return () => clearInterval(timer)
  }, [apply.isSuccess, refetch])
  return (
    <>
      <Card title={t('new.file', { name: told.name })} extra={<Button size="small" onClick={() => downloadText(`${told.name}.yaml`, text, 'text/yaml')}>{t('new.download')}</Button>}>
        <div className="tg-column">
          <CodeBlock text={text} label={t('new.file', { name: told.name })} height={420} />
          <div className="tg-quiet">{t('new.why')}</div>
        </div>
      </Card>
      <Card title={t('new.planTitle2')}>
        {apply.data ? (
          <div className="tg-column">
            <div role="status">{t('new.applied')}</div>
            {apply.data.run && <RunProgress id={apply.data.run.id} />}
            <div><ButtonLink type="primary" to={`/sources/${encodeURIComponent(told.name)}`}>{t('new.open')}</ButtonLink></div>
          </div>
        ) : there && pending.data ? (
          <div className="tg-column">
            <div>{t('new.found')}</div>
            <PlanView plan={pending.data} />
            {apply.isError && <Failure error={apply.error} small />}
            <div><Button type="primary" disabled={pending.data.errors.length > 0} loading={apply.isPending} onClick={() => apply.mutate({ reason: '', refresh: false })}>{t('new.apply')}</Button></div>
          </div>
        ) : pending.isError ? (
          <Failure error={pending.error} small />
        ) : (
          <div className="tg-quiet" role="status">{t('new.waiting')}</div>
        )}
      </Card>
    </>
  )
}
