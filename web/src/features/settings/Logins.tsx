import { Button, Form, Input, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChangePassword, useEndLogin, useLogins } from '@/api/queries/access'
import { useSession } from '@/api/queries/session'
import type { Login } from '@/api/shapes'
import { Card, DataTable, Empty, Failure, Instant, type DataColumn } from '@/ui'

/** Log-ins that have not ended, and one's own password. */
export function Logins() {
  const { t } = useTranslation('settings')
  const logins = useLogins()
  const end = useEndLogin()
  const columns: DataColumn<Login>[] = [
    {
      key: 'user',
      title: t('sessions.user'),
      width: 240,
      fixed: true,
      value: (login) => login.user,
      render: (login) => (
        <span className="tg-row">
          {login.user === null ? t('sessions.local') : <span data-verbatim>{login.user}</span>}
          {login.current && <Tag color="success">{t('sessions.current')}</Tag>}
        </span>
      ),
    },
    { key: 'began', title: t('sessions.began'), width: 168, value: (login) => login.created_at, render: (login) => <Instant at={login.created_at} /> },
    { key: 'seen', title: t('sessions.seen'), width: 168, value: (login) => login.seen_at, render: (login) => <Instant at={login.seen_at} /> },
    { key: 'address', title: t('sessions.address'), width: 136, render: (login) => <code className="tg-mono">{login.address}</code> },
    { key: 'agent', title: t('sessions.agent'), width: 320, render: (login) => <span className="tg-ellipsis" title={login.agent} data-verbatim>{login.agent}</span> },
    {
      key: 'act',
      title: t('sessions.end'),
      width: 96,
      render: (login) => !login.current && <Button size="small" danger onClick={() => end.mutate(login.id)}>{t('sessions.end')}</Button>,
    },
  ]
  return (
    <div className="tg-column">
      {end.isError && <Failure error={end.error} small />}
      <DataTable<Login>
        name="sessions"
        label={t('tab.sessions')}
        columns={columns}
        rows={logins.data?.items}
        rowKey={(login) => login.id}
        error={logins.error}
        onRetry={() => void logins.refetch()}
        empty={<Empty title={t('sessions.none')} small />}
      />
      <OwnPassword />
    </div>
  )
}

function OwnPassword() {
  const { t } = useTranslation('settings')
  const { data: me } = useSession()
  const change = useChangePassword()
  return (
    <Card title={t('password.title')}>
      {me?.local ? (
        <span className="tg-quiet">{t('password.local')}</span>
      ) : (
        <Form layout="vertical" requiredMark={false} style={{ maxWidth: 360 }} onFinish={(values: { current: string; password: string }) => change.mutate(values)}>
          <Form.Item name="current" label={t('password.current')} rules={[{ required: true, message: t('login:passwordMissing') }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="password" label={t('password.next')} extra={t('users.passwordHint')} rules={[{ required: true, message: t('login:passwordMissing') }]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          {change.isError && <Failure error={change.error} small />}
          <p className="tg-quiet tg-small">{t('password.note')}</p>
          <Button htmlType="submit" loading={change.isPending}>{t('password.change')}</Button>
        </Form>
      )}
    </Card>
  )
}
