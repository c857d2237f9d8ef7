import { useTranslation } from 'react-i18next'
import { useHome } from '@/api/queries/home'
import type { Home } from '@/api/shapes'
import { ButtonLink, Card, Failure, Page } from '@/ui'
import { Changes } from './Changes'
import { Checklist } from './Checklist'
import { Collection } from './Collection'
import { Coverage } from './Coverage'
import { HomeSkeleton } from './HomeSkeleton'
import { Kpis } from './Kpis'
import { LastRun } from './LastRun'
import { RfmHeat } from './RfmHeat'
import './home.css'

/** What somebody needs to see first. */
export default function HomePage() {
  const { t } = useTranslation('home')
  const home = useHome()
  return (
    <Page title={t('title')}>
      {home.data ? (
        <Content home={home.data} />
      ) : home.isError ? (
        <Failure error={home.error} onRetry={() => void home.refetch()} />
      ) : (
        <HomeSkeleton />
      )}
    </Page>
  )
}

function Content({ home }: { home: Home }) {
  const { t } = useTranslation('home')
  const undone = home.checklist.filter((item) => !item.done)
  if (home.as_of === null) {
    return (
      <div className="tg-column">
        <Card title={t('begin.title')}>
          <p className="tg-quiet" style={{ marginTop: 0 }}>{t('begin.text')}</p>
          <Checklist items={home.checklist} />
        </Card>
        {home.last_run && <LastRun run={home.last_run} />}
        <Collection />
      </div>
    )
  }
  return (
    <div className="tg-column">
      <Kpis kpis={home.kpis} />
      <div className="tg-grid">
        <div className="tg-span-7 tg-column">
          {home.rfm && <RfmHeat rfm={home.rfm} />}
          <Changes changes={home.changes} />
        </div>
        <div className="tg-span-5 tg-column">
          <LastRun run={home.last_run} />
          <Collection />
          <Card title={t('coverage.title')} extra={<ButtonLink to="/tags" size="small" type="link">{t('coverage.all')}</ButtonLink>}>
            <Coverage tags={home.coverage} />
          </Card>
          {undone.length > 0 && (
            <Card title={t('begin.next')}>
              <Checklist items={undone} />
            </Card>
          )}
        </div>
      </div>
    </div>
  )
}
