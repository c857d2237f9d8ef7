import { Button, Form, Input, InputNumber, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddKey, useKeys, useRemoveKey } from '@/api/queries/access'
import type { Key } from '@/api/shapes'
import { CodeBlock, DataTable, Empty, Failure, Instant, type DataColumn } from '@/ui'

const SCOPES: Key['scope'][] = ['read', 'write', 'admin']

/** Keys for programs: each is shown once, when it is made. */
export function Keys() {
  const { t } = useTranslation('settings')
  const keys = useKeys()
  const remove = useRemoveKey()
  const [adding, setAdding] = useState(false)
  const columns: DataColumn<Key>[] = [
    { key: 'name', title: t('keys.name'), width: 240, fixed: true, value: (key) => key.name, render: (key) => <span data-verbatim>{key.name}</span> },
    { key: 'scope', title: t('keys.scope'), width: 128, value: (key) => key.scope, render: (key) => t(`keys.scopes.${key.scope}`) },
    { key: 'ending', title: t('keys.ending'), width: 96, render: (key) => <code className="tg-mono">…{key.ending}</code> },
    { key: 'author', title: t('keys.author'), width: 128, render: (key) => <span data-verbatim>{key.author}</span> },
    { key: 'created', title: t('keys.created'), width: 160, value: (key) => key.created_at, render: (key) => <Instant at={key.created_at} /> },
    { key: 'used', title: t('keys.used'), width: 160, value: (key) => key.used_at, render: (key) => (key.used_at === null ? <span className="tg-quiet">{t('keys.unused')}</span> : <Instant at={key.used_at} />) },
    { key: 'expires', title: t('keys.expires'), width: 160, value: (key) => key.expires_at, render: (key) => (key.expires_at === null ? <span className="tg-quiet">{t('keys.endless')}</span> : <Instant at={key.expires_at} />) },
    {
      key: 'act',
      title: t('keys.remove'),
      width: 96,
      render: (key) => (
        <Popconfirm
          title={t('keys.removeSure', { name: key.name })}
          okText={t('keys.remove')}
          cancelText={t('users.cancel')}
          onConfirm={() => remove.mutate(key.id)}
        >
          <Button size="small" danger>{t('keys.remove')}</Button>
        </Popconfirm>
      ),
    },
  ]
  const make = <Button type="primary" onClick={() => setAdding(true)}>{t('keys.add')}</Button>
  return (
    <>
      {remove.isError && <Failure error={remove.error} small />}
      <DataTable<Key>
        name="keys"
        label={t('tab.keys')}
        columns={columns}
        rows={keys.data?.items}
        rowKey={(key) => key.id}
        error={keys.error}
        onRetry={() => void keys.refetch()}
        extra={keys.data?.items.length ? make : undefined}
        empty={<Empty title={t('keys.none')} text={t('keys.noneText')} action={make} />}
      />
      <AddKey open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function AddKey({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const add = useAddKey()
  const close = () => {
    add.reset()
    onClose()
  }
  return (
    <Modal
      open={open}
      title={add.data ? t('keys.madeTitle') : t('keys.add')}
      onCancel={close}
      mask={{ closable: false }}
      footer={null}
      destroyOnHidden
    >
      {add.data ? (
        <div className="tg-column">
          <div>{t('keys.madeText')}</div>
          <CodeBlock text={add.data.key} label={t('keys.madeTitle')} />
          <div className="tg-row" style={{ justifyContent: 'flex-end' }}>
            <Button type="primary" onClick={close}>{t('keys.closed')}</Button>
          </div>
        </div>
      ) : (
        <Form
          layout="vertical"
          requiredMark={false}
          initialValues={{ scope: 'read' }}
          onFinish={({ name, scope, days }: { name: string; scope: Key['scope']; days?: number | null }) => add.mutate({ name, scope, days: days ?? null })}
        >
          <Form.Item name="name" label={t('keys.name')} rules={[{ required: true, message: t('keys.nameMissing') }]}>
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="scope" label={t('keys.scope')}>
            <Select options={SCOPES.map((value) => ({ value, label: t(`keys.scopes.${value}`) }))} />
          </Form.Item>
          <Form.Item name="days" label={t('keys.days')} extra={t('keys.daysHint')}>
            <InputNumber min={1} max={3650} precision={0} style={{ width: 128 }} />
          </Form.Item>
          {add.isError && <Failure error={add.error} small />}
          <div className="tg-row" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={close}>{t('users.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={add.isPending}>{t('keys.add')}</Button>
          </div>
        </Form>
      )}
    </Modal>
  )
}
