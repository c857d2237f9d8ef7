import { Button, Form, Input, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLogIn } from '@/api/queries/session'
import { LanguageSwitch } from '@/ui/LanguageSwitch'
import { Failure } from '@/ui/Failure'
import './login.css'

/** The token of the address's fragment, which is taken out of the address at once. */
function takeToken(): string | null {
  const found = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (found !== null) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return found
}

const launched = takeToken()

/** Log-in by the token that `tagma serve` prints, or by name and password. */
export function LoginPage({ again = false }: { again?: boolean }) {
  const { t } = useTranslation('login')
  const logIn = useLogIn()
  const [token, setToken] = useState(again ? null : launched)
  const sent = useRef(false)
  const { mutate } = logIn

  useEffect(() => {
    document.title = `${t('title')} · Tagma`
  }, [t])

  useEffect(() => {
    if (token === null || sent.current) return
    sent.current = true
    mutate({ token }, { onError: () => setToken(null) })
  }, [token, mutate])

  return (
    <main className="tg-login">
      <div className="tg-login-card">
        <div className="tg-row tg-between">
          <div className="tg-login-name">Tagma</div>
          <LanguageSwitch />
        </div>
        <h1 className="tg-login-title">{again ? t('again') : t('title')}</h1>
        {again && <p className="tg-quiet">{t('againText')}</p>}
        {logIn.isError && <Failure error={logIn.error} small />}
        {token !== null ? (
          <div className="tg-row" role="status">
            <Spin size="small" /> {t('entering')}
          </div>
        ) : (
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
        )}
        <p className="tg-quiet tg-small">{t('hint')}</p>
      </div>
    </main>
  )
}
