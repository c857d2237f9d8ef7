import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSegments, type SegmentItem } from '@/api/portraits/segments'
import { useUrlState } from '@/lib/url'
import { fitsSearch } from '@/portraits/search'
import { useWorld } from '@/rule-editor/data/world'
import { ButtonLink, Card, DataTable, Empty, Failure, Page } from '@/ui'
import { useSegmentColumns } from './list/useSegmentColumns'

/** All segments: how large each is, how it moves, who reads it. */
export default function SegmentsPage() {
  const { t } = useTranslation('segments')
  useWorld() // What the editor opens with, asked for while one still looks.
  const navigate = useNavigate()
  const query = useSegments()
  const [url, change] = useUrlState()
  const q = url.q ?? ''
  const all = query.data?.items
  const shown = useMemo(() => all?.filter((segment) => fitsSearch(segment, q)), [all, q])
  const columns = useSegmentColumns()

  const build = (
    <ButtonLink type="primary" icon={<PlusOutlined />} to="/segments/new">
      {t('new')}
    </ButtonLink>
  )
  if (query.isError && !all)
    return (
      <Page title={t('title')}>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    )
  if (all?.length === 0)
    return (
      <Page title={t('title')}>
        <Empty title={t('list.noneYet')} text={t('list.noneYetHint')} action={build} />
      </Page>
    )
  return (
    <Page title={t('title')} subtitle={all ? t('count', { count: all.length }) : '\u00a0'} actions={build}>
      <Card flush>
        <DataTable<SegmentItem>
          name="segments"
          label={t('title')}
          columns={columns}
          rows={shown}
          rowKey={(segment) => segment.name}
          initialSort={{ key: 'size', descending: true }}
          onRow={(segment) => void navigate({ to: '/segments/$name', params: { name: segment.name } as never })}
          empty={
            <Empty
              small
              title={t('list.noneFit')}
              text={t('list.noneFitHint')}
              action={<Button onClick={() => change({ q: undefined })}>{t('list.clear')}</Button>}
            />
          }
          tools={
            <Input
              allowClear
              prefix={<SearchOutlined />}
              aria-label={t('list.search')}
              placeholder={t('list.search')}
              value={q}
              onChange={(event) => change({ q: event.target.value })}
              style={{ width: 280 }}
            />
          }
        />
      </Card>
    </Page>
  )
}
