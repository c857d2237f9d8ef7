import { Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAddUser, useRemoveUser, useSetPassword, useSetRole, useUsers } from '@/api/queries/access'
import type { Me, User } from '@/api/shapes'
import { DataTable, Empty, Failure, Instant, type DataColumn } from '@/ui'

const ROLES: Me['role'][] = ['viewer', 'analyst', 'administrator']

/** People with a password of their own. */
export function Users() {
  const { t } = useTranslation('settings')
  const users = useUsers()
  const setRole = useSetRole()
  const remove = useRemoveUser()
  const [adding, setAdding] = useState(false)
  const [renewing, setRenewing] = useState<string | null>(null)
  const roles = ROLES.map((value) => ({ value, label: t(`ui:role.${value}`) }))
  const failed = setRole.error ?? remove.error
  const columns: DataColumn<User>[] = [
    { key: 'name', title: t('users.name'), width: 240, fixed: true, value: (user) => user.name, render: (user) => <span data-verbatim>{user.name}</span> },
    {
      key: 'role',
      title: t('users.role'),
      width: 176,
      value: (user) => user.role,
      render: (user) => (
        <Select
          size="small"
          value={user.role}
          options={roles}
          style={{ width: 144 }}
          aria-label={`${t('users.role')} ${user.name}`}
          onChange={(role) => setRole.mutate({ name: user.name, role })}
        />
      ),
    },
    { key: 'created', title: t('users.created'), width: 168, value: (user) => user.created_at, render: (user) => <Instant at={user.created_at} /> },
    { key: 'changed', title: t('users.changed'), width: 168, value: (user) => user.changed_at, render: (user) => <Instant at={user.changed_at} /> },
    {
      key: 'act',
      title: t('users.remove'),
      width: 240,
      render: (user) => (
        <span className="tg-row">
          <Button size="small" onClick={() => setRenewing(user.name)}>{t('users.newPassword')}</Button>
          <Popconfirm
            title={t('users.removeSure', { name: user.name })}
            okText={t('users.remove')}
            cancelText={t('users.cancel')}
            onConfirm={() => remove.mutate(user.name)}
          >
            <Button size="small" danger>{t('users.remove')}</Button>
          </Popconfirm>
        </span>
      ),
    },
  ]
  return (
    <>
      {failed && <Failure error={failed} small />}
      <DataTable<User>
        name="users"
        label={t('tab.users')}
        columns={columns}
        rows={users.data?.items}
        rowKey={(user) => user.name}
        error={users.error}
        onRetry={() => void users.refetch()}
        tools={<span className="tg-quiet">{t('users.roleHint')}</span>}
        extra={users.data?.items.length ? <Button type="primary" onClick={() => setAdding(true)}>{t('users.add')}</Button> : undefined}
        empty={<Empty title={t('users.none')} text={t('users.noneText')} action={<Button type="primary" onClick={() => setAdding(true)}>{t('users.add')}</Button>} />}
      />
      <AddUser open={adding} roles={roles} onClose={() => setAdding(false)} />
      <NewPassword name={renewing} onClose={() => setRenewing(null)} />
    </>
  )
}

function AddUser({ open, roles, onClose }: { open: boolean; roles: { value: Me['role']; label: string }[]; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const add = useAddUser()
  const close = () => {
    add.reset()
    onClose()
  }
  return (
    <Modal open={open} title={t('users.add')} onCancel={close} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: 'analyst' }}
        onFinish={(values: { name: string; role: Me['role']; password: string }) => add.mutate(values, { onSuccess: close })}
      >
        <Form.Item name="name" label={t('users.name')} rules={[{ required: true, message: t('login:nameMissing') }]}>
          <Input autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item name="role" label={t('users.role')} extra={t('users.roleHint')}>
          <Select options={roles} />
        </Form.Item>
        <PasswordItem />
        {add.isError && <Failure error={add.error} small />}
        <Foot onCancel={close} pending={add.isPending} label={t('users.add')} />
      </Form>
    </Modal>
  )
}

function NewPassword({ name, onClose }: { name: string | null; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const set = useSetPassword()
  const close = () => {
    set.reset()
    onClose()
  }
  return (
    <Modal open={name !== null} title={t('users.newPasswordFor', { name })} onCancel={close} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }: { password: string }) => set.mutate({ name: name ?? '', password }, { onSuccess: close })}
      >
        <PasswordItem />
        {set.isError && <Failure error={set.error} small />}
        <Foot onCancel={close} pending={set.isPending} label={t('users.save')} />
      </Form>
    </Modal>
  )
}

function PasswordItem() {
  const { t } = useTranslation('settings')
  return (
    <Form.Item name="password" label={t('users.password')} extra={t('users.passwordHint')} rules={[{ required: true, message: t('login:passwordMissing') }]}>
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  )
}

function Foot({ onCancel, pending, label }: { onCancel: () => void; pending: boolean; label: string }) {
  const { t } = useTranslation('settings')
  return (
    <div className="tg-row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
      <Button onClick={onCancel}>{t('users.cancel')}</Button>
      <Button type="primary" htmlType="submit" loading={pending}>{label}</Button>
    </div>
  )
}
