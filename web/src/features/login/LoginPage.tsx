import { Button, Form, Input } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { findLaunchRefusal, useLogIn } from '@/api/queries/session'
import { LanguageSwitch } from '@/ui/LanguageSwitch'
import { Failure } from '@/ui/Failure'
import './login.css'

/** Log-in by the token that `tagma serve` prints, or by name and password. */
export function LoginPage({ again = false }: { again?: boolean }) {
  const { t } = useTranslation('login')
  const logIn = useLogIn()
  const { mutate } = logIn
  const failed = logIn.error ?? (again ? null : findLaunchRefusal())

  useEffect(() => {
    document.title = `${t('title')} · Tagma`
  }, [t])

  return (
    <main className="tg-login" data-page="login">
      <div className="tg-login-card">
        <div className="tg-row tg-between">
          <div className="tg-login-name">Tagma</div>
          <LanguageSwitch />
        </div>
        <h1 className="tg-login-title">{again ? t('again') : t('title')}</h1>
        {again && <p className="tg-quiet">{t('againText')}</p>}
        {failed !== null && <Failure error={failed} small />}
          <Form
            layout="vertical"
            requiredMark={false}
            onFinish={(values: { name: string; password: string }) => mutate(values)}
          >
            <Form.Item name="name" label={t('name')} rules={[{ required: true, message: t('nameMissing') }]}>
              <Input autoComplete="username" autoFocus />
            </Form.Item>
            <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordMissing') }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={logIn.isPending}>
              {t('enter')}
            </Button>
          </Form>
        <p className="tg-quiet tg-small">{t('hint')}</p>
      </div>
    </main>
  )
}
