import { LoadingOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddWriteKey, useWriteKeys } from '@/api/collecting/collect'
import { useMay } from '@/api/queries/session'
import { Snippets } from '@/collecting/Snippets'
import { Card, Failure } from '@/ui'

/** Nothing was ever sent: how to send the first event, in three steps. */
export function FirstEvent() {
  const { t } = useTranslation('live')
  const admin = useMay('administrator')
  const keys = useWriteKeys()
  const [chosen, setChosen] = useState('')
  const usable = keys.data?.items.filter((each) => each.disabled_at === null) ?? []
  const key = usable.find((each) => each.id === chosen) ?? usable[0]
  return (
    <Card title={t('first.title')}>
      <ol className="tg-live-first">
        <li>
          <strong>{t('first.key')}</strong>
          <p className="tg-quiet">{t('first.keyText')}</p>
          {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} small />}
          {usable.length > 0 && (
            <Select
              aria-label={t('source')}
              value={key?.id}
              style={{ width: 240 }}
              onChange={setChosen}
              options={usable.map((each) => ({ value: each.id, label: each.source }))}
            />
          )}
          {keys.data && usable.length === 0 && (admin ? <MakeKey /> : <p className="tg-quiet">{t('first.askAdmin')}</p>)}
        </li>
        <li>
          <strong>{t('first.send')}</strong>
          <p className="tg-quiet">{key ? t('first.sendText') : t('first.sendLater')}</p>
          {key && <Snippets writeKey={key.key} />}
        </li>
        <li>
          <strong>{t('first.see')}</strong>
          <p className="tg-row tg-quiet" role="status">
            {key && <LoadingOutlined aria-hidden />}
            {key ? t('first.waiting') : t('first.seeText')}
          </p>
        </li>
      </ol>
    </Card>
  )
}

function MakeKey() {
  const { t } = useTranslation('live')
  const add = useAddWriteKey()
  return (
    <>
      <Form layout="inline" requiredMark={false} initialValues={{ source: 'web' }} onFinish={({ source }: { source: string }) => add.mutate(source)}>
        <Form.Item name="source" label={t('first.name')} rules={[{ required: true, whitespace: true, message: t('first.nameMissing') }]}>
          <Input autoComplete="off" maxLength={64} style={{ width: 200 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>{t('first.make')}</Button>
      </Form>
      {add.isError && <Failure error={add.error} small />}
    </>
  )
}
