import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useTags, type TagItem } from '@/api/portraits/tags'
import { useLanguage } from '@/lib/appearance'
import { useUrlState } from '@/lib/url'
import { fitsSearch } from '@/portraits/search'
import { useWorld } from '@/rule-editor/data/world'
import { ButtonLink, DataTable, Empty, Failure, Page } from '@/ui'
import { standsUnder } from './list/taxonomy'
import { TaxonomyTree } from './list/TaxonomyTree'
import { useTagColumns } from './list/useTagColumns'
import './tags.css'

/** All tags: the taxonomy at the left, what each tag is and how it fares at the right. */
export default function TagsPage() {
  const { t } = useTranslation('tags')
  useWorld() // What the editor opens with, asked for while one still looks.
  const language = useLanguage()
  const navigate = useNavigate()
  const query = useTags()
  const [url, change] = useUrlState()
  const level = url.level ?? ''
  const q = url.q ?? ''
  const all = query.data?.items
  const shown = useMemo(() => all?.filter((tag) => standsUnder(tag, level) && fitsSearch(tag, q)), [all, level, q])
  const columns = useTagColumns()

  const make = (
    <ButtonLink type="primary" icon={<PlusOutlined />} to="/tags/new">
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
        <Empty title={t('list.noneYet')} text={t('list.noneYetHint')} action={make} />
      </Page>
    )
  return (
    <Page title={t('title')} subtitle={all ? t('count', { count: all.length }) : '\u00a0'} actions={make}>
      <div className="tags-layout">
        <TaxonomyTree tags={all} level={level} language={language} onChoose={(key) => change({ level: key }, 'push')} />
        <DataTable<TagItem>
          name="tags"
          label={t('title')}
          columns={columns}
          rows={shown}
          rowKey={(tag) => tag.name}
          initialSort={{ key: 'label', descending: false }}
          onRow={(tag) => void navigate({ to: '/tags/$name', params: { name: tag.name } as never })}
          empty={
            <Empty
              small
              title={t('list.noneFit')}
              text={t('list.noneFitHint')}
              action={<Button onClick={() => change({ level: undefined, q: undefined })}>{t('list.clear')}</Button>}
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
      </div>
    </Page>
  )
}
