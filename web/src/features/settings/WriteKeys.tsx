import { Button, Drawer, Form, Input, InputNumber, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddWriteKey, useDisableWriteKey, useEnableWriteKey, useRotateWriteKey, useWriteKeys } from '@/api/collecting/collect'
import type { WriteKey } from '@/api/shapes'
import { Snippets } from '@/collecting/Snippets'
import { ButtonLink, CopyButton, DataTable, Empty, Failure, Instant, type DataColumn } from '@/ui'

type Act = { what: 'add' } | { what: 'rotate' | 'use'; id: string } | null

/** What lets pages, apps and servers send events: one key a source, replaced with an overlap, refused at once. */
export function WriteKeys({ admin }: { admin: boolean }) {
  const { t } = useTranslation('collecting')
  const keys = useWriteKeys()
  const disable = useDisableWriteKey()
  const enable = useEnableWriteKey()
  const [act, setAct] = useState<Act>(null)
  const find = (what: 'rotate' | 'use') => (act?.what === what ? keys.data?.items.find(({ id }) => id === act.id) : undefined)
  const failed = disable.error ?? enable.error
  const columns: DataColumn<WriteKey>[] = [
    { key: 'source', title: t('keys.source'), width: 136, fixed: true, value: (key) => key.source, render: (key) => <span data-verbatim>{key.source}</span> },
    { key: 'key', title: t('keys.key'), width: 304, render: (key) => <KeyText text={key.key} /> },
    {
      key: 'state',
      title: t('keys.state'),
      width: 192,
      render: (key) =>
        key.disabled_at !== null ? (
          <span className="tg-bad">{t('keys.disabled')}</span>
        ) : key.old[0] ? (
          <span className="tg-warn">{t('keys.overlap')} <Instant at={key.old[0].ends_at} /></span>
        ) : (
          <span className="tg-good">{t('keys.used')}</span>
        ),
    },
    { key: 'author', title: t('keys.author'), width: 104, render: (key) => <span data-verbatim>{key.author}</span> },
    { key: 'created', title: t('keys.created'), width: 160, value: (key) => key.created_at, render: (key) => <Instant at={key.created_at} /> },
    {
      key: 'act',
      title: t('keys.act'),
      width: admin ? 288 : 128,
      fixed: true,
      render: (key) => (
        <div className="tg-row">
          <Button size="small" onClick={() => setAct({ what: 'use', id: key.id })}>{t('keys.use')}</Button>
          {admin && <Button size="small" onClick={() => setAct({ what: 'rotate', id: key.id })}>{t('keys.rotate')}</Button>}
          {admin &&
            (key.disabled_at === null ? (
              <Popconfirm
                title={t('keys.disableSure', { source: key.source })}
                description={<div style={{ maxWidth: 320 }}>{t('keys.disableText')}</div>}
                okText={t('keys.disable')}
                okButtonProps={{ danger: true }}
                cancelText={t('keys.cancel')}
                onConfirm={() => disable.mutate(key.id)}
              >
                <Button size="small" danger>{t('keys.disable')}</Button>
              </Popconfirm>
            ) : (
              <Button size="small" onClick={() => enable.mutate(key.id)}>{t('keys.enable')}</Button>
            ))}
        </div>
      ),
    },
  ]
  const make = admin && <Button type="primary" onClick={() => setAct({ what: 'add' })}>{t('keys.add')}</Button>
  const used = find('use')
  return (
    <>
      <p className="tg-quiet" style={{ marginTop: 0 }}>{t('keys.text')}</p>
      {failed && <Failure error={failed} small />}
      <DataTable<WriteKey>
        name="write-keys"
        label={t('keys.title')}
        columns={columns}
        rows={keys.data?.items}
        rowKey={(key) => key.id}
        error={keys.error}
        onRetry={() => void keys.refetch()}
        extra={keys.data?.items.length ? make : undefined}
        empty={<Empty title={t('keys.none')} text={t('keys.noneText')} action={make || undefined} />}
      />
      <AddKey open={act?.what === 'add'} onClose={() => setAct(null)} />
      <RotateKey writeKey={find('rotate')} onClose={() => setAct(null)} />
      <Drawer open={used !== undefined} onClose={() => setAct(null)} size={640} destroyOnHidden title={used && t('keys.useOf', { source: used.source })}>
        {used && <UseKey writeKey={used} />}
      </Drawer>
    </>
  )
}

function KeyText({ text }: { text: string }) {
  return (
    <span className="tg-row">
      <code className="tg-mono tg-ellipsis" title={text}>{text}</code>
      <CopyButton text={text} />
    </span>
  )
}

function UseKey({ writeKey }: { writeKey: WriteKey }) {
  const { t } = useTranslation('collecting')
  return (
    <div className="tg-column">
      <Snippets writeKey={writeKey.key} height={420} />
      <div>
        <ButtonLink to="/live" search={{ source: writeKey.source }}>{t('keys.watch')}</ButtonLink>
      </div>
    </div>
  )
}

function AddKey({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('collecting')
  const add = useAddWriteKey()
  const close = () => {
    add.reset()
    onClose()
  }
  return (
    <Modal open={open} width={add.data ? 720 : 520} title={add.data ? t('keys.made', { source: add.data.source }) : t('keys.add')} onCancel={close} footer={null} destroyOnHidden>
      {add.data ? (
        <UseKey writeKey={add.data} />
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={({ source }: { source: string }) => add.mutate(source)}>
          <Form.Item name="source" label={t('keys.source')} extra={t('keys.sourceHint')} rules={[{ required: true, whitespace: true, message: t('keys.sourceMissing') }]}>
            <Input autoFocus autoComplete="off" maxLength={64} />
          </Form.Item>
          {add.isError && <Failure error={add.error} small />}
          <div className="tg-row" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={close}>{t('keys.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={add.isPending}>{t('keys.add')}</Button>
          </div>
        </Form>
      )}
    </Modal>
  )
}

function RotateKey({ writeKey, onClose }: { writeKey: WriteKey | undefined; onClose: () => void }) {
  const { t } = useTranslation('collecting')
  const rotate = useRotateWriteKey()
  return (
    <Modal open={writeKey !== undefined} title={writeKey && t('keys.rotateOf', { source: writeKey.source })} onCancel={onClose} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ days: 7 }}
        onFinish={({ days }: { days: number | null }) => writeKey && rotate.mutate({ id: writeKey.id, days: days ?? 0 }, { onSuccess: onClose })}
      >
        <p style={{ marginTop: 0 }}>{t('keys.rotateText')}</p>
        <Form.Item name="days" label={t('keys.days')} extra={t('keys.daysHint')}>
          <InputNumber min={0} max={90} precision={0} style={{ width: 128 }} />
        </Form.Item>
        {rotate.isError && <Failure error={rotate.error} small />}
        <div className="tg-row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('keys.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={rotate.isPending}>{t('keys.rotate')}</Button>
        </div>
      </Form>
    </Modal>
  )
}
