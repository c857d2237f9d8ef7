import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '@/api/queries/session'
import { useUrlState } from '@/lib/url'
import { ButtonLink, Empty, Page } from '@/ui'
import { Computing } from './Computing'
import { DropFile } from './DropFile'
import { Guess } from './Guess'
import './start.css'

/** From a file of orders to portraits: drop it, look at what it is taken for, confirm, wait, see. */
export default function StartPage() {
  const { t } = useTranslation('start')
  const [url, setUrl] = useUrlState()
  const may = useMay('analyst')
  const [actions, setActions] = useState<React.ReactNode>(null)
  const step = url.run ? 'run' : url.upload ? 'look' : 'file'
  return (
    <Page title={t('title')} subtitle={t(`step.${step}`)} actions={step === 'look' ? actions : undefined}>
      {!may ? (
        <Empty title={t('notYou')} text={t('notYouText')} action={<ButtonLink to="/sources">{t('toSources')}</ButtonLink>} />
      ) : step === 'run' ? (
        <Computing run={url.run ?? ''} source={url.source ?? ''} onAgain={() => setUrl({ run: undefined, source: undefined })} />
      ) : step === 'look' ? (
        <Guess
          key={url.upload}
          id={url.upload ?? ''}
          onActions={setActions}
          onLeave={() => setUrl({ upload: undefined })}
          onAccepted={(run, source) => setUrl({ upload: undefined, run, source })}
        />
      ) : (
        <DropFile onSent={(upload) => setUrl({ upload }, 'push')} />
      )}
    </Page>
  )
}
