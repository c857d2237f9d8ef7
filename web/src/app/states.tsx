import { useRouter } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { ButtonLink } from '@/ui/ButtonLink'

/** What stands while a page's code is on its way. */
export function PagePending() {
  return (
    <div className="tg-page" aria-busy="true" data-state="loading">
      <Skeleton active title={{ width: 240 }} paragraph={{ rows: 6 }} />
    </div>
  )
}

/** What stands where a page failed to draw. */
export function Crash({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter()
  return (
    <div className="tg-page">
      <Failure
        error={error}
        onRetry={() => {
          reset?.()
          void router.invalidate()
        }}
      />
    </div>
  )
}

/** An address with no page. */
export function Lost() {
  const { t } = useTranslation('ui')
  return (
    <Page title={t('lost.title')}>
      <Empty title={t('lost.what')} text={t('lost.step')} action={<ButtonLink to="/">{t('nav.home')}</ButtonLink>} />
    </Page>
  )
}
