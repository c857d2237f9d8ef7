import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { isNotFound } from '@/api/problem'
import { useSegment, type SegmentPageData } from '@/api/portraits/segments'
import { useParam, useUrlState } from '@/lib/url'
import { Actions } from '@/portraits/definition'
import { ExportButton } from '@/portraits/export/ExportButton'
import { segmentRule } from '@/portraits/rule/names'
import { useWorld } from '@/rule-editor/data/world'
import { ButtonLink, Card, Empty, Failure, LinesSkeleton, Page } from '@/ui'
import { Members } from './one/Members'
import { MovesTab } from './one/MovesTab'
import { Overview } from './one/Overview'
import { PortraitTab } from './one/PortraitTab'
import './segments.css'

/** One segment: its size and meaning, its portrait, who came and went, who is in it. */
export default function SegmentPage() {
  const { t } = useTranslation('segments')
  useWorld() // What the editor opens with, asked for while one still looks.
  const name = useParam('name')
  const query = useSegment(name)
  const crumbs = [{ label: t('title'), to: '/segments' }]
  if (query.isError)
    return (
      <Page title={name} crumbs={crumbs}>
        {isNotFound(query.error) ? (
          <Empty title={t('one.notFound')} text={query.error.problem.next} action={<ButtonLink to="/segments">{t('one.back')}</ButtonLink>} />
        ) : (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    )
  if (!query.data)
    return (
      <Page title={name} crumbs={crumbs}>
        <Card>
          <LinesSkeleton rows={14} />
        </Card>
      </Page>
    )
  return <Found data={query.data} crumbs={crumbs} />
}

const TABS = ['overview', 'portrait', 'moves', 'members'] as const

function Found({ data, crumbs }: { data: SegmentPageData; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation('segments')
  const [url, change] = useUrlState()
  const { segment } = data
  const shown = TABS.find((each) => each === url.tab) ?? 'overview'
  const parts = {
    overview: <Overview data={data} />,
    portrait: <PortraitTab segment={segment} />,
    moves: <MovesTab segment={segment} />,
    members: <Members segment={segment} />,
  }
  return (
    <Page
      title={segment.label}
      crumbs={crumbs}
      subtitle={segment.description ?? undefined}
      actions={
        <>
          <ExportButton query={{ rule: segmentRule(segment.name), columns: [] }} title={segment.label} total={segment.customers ?? 0} />
          <Actions kind="segment" name={segment.name} label={segment.label} version={segment.version} />
        </>
      }
    >
      <Tabs
        activeKey={shown}
        onChange={(tab) => change({ tab: tab === 'overview' ? undefined : tab }, 'push')}
        items={TABS.map((key) => ({ key, label: t(`one.${key}`), children: key === shown ? parts[key] : null }))}
      />
    </Page>
  )
}
