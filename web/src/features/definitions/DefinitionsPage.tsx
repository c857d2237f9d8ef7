import { Select, Tag } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '@tanstack/react-router'
import { useDefinitions } from '@/api/queries/definitions'
import { useMay } from '@/api/queries/session'
import type { DefinitionItem } from '@/api/shapes'
import { useUrlState } from '@/lib/url'
import { ButtonLink, DataTable, Empty, Instant, Page, SearchBox, type DataColumn } from '@/ui'
import { HandEdits } from './HandEdits'

const matches = (row: DefinitionItem, text: string): boolean =>
  [row.name, row.label, row.owner ?? ''].some((each) => each.toLowerCase().includes(text))

/** Everything in force, and what was edited in the files beside it. */
export default function DefinitionsPage() {
  const { t } = useTranslation('definitions')
  const [url, setUrl] = useUrlState()
  const query = useDefinitions()
  const may = useMay('analyst')
  const all = query.data?.items
  const text = (url.q ?? '').trim().toLowerCase()
  const rows = useMemo(
    () => all?.filter((row) => (!url.kind || row.kind === url.kind) && (text === '' || matches(row, text))),
    [all, url.kind, text],
  )
  const kinds = useMemo(() => [...new Map(all?.map((row) => [row.kind, row.kind_label])).entries()], [all])

  const columns: DataColumn<DefinitionItem>[] = [
    {
      key: 'label',
      title: t('label'),
      width: 216,
      fixed: true,
      value: (row) => row.label,
      render: (row) => (
        <span className="tg-row">
          <Link to="/definitions/$kind/$name" params={{ kind: row.kind, name: row.name } as never} title={row.description ?? row.label}>
            {row.label}
          </Link>
          {row.pending && <Tag color="warning" title={t('pendingHint')}>{t('pending')}</Tag>}
        </span>
      ),
    },
    { key: 'name', title: t('name'), width: 168, value: (row) => row.name, render: (row) => <code className="tg-mono tg-ellipsis" data-verbatim title={row.name}>{row.name}</code> },
    { key: 'kind', title: t('kind'), width: 88, value: (row) => row.kind_label, render: (row) => row.kind_label },
    { key: 'version', title: t('version'), width: 80, numeric: true, value: (row) => row.version, render: (row) => row.version },
    { key: 'appliedAt', title: t('appliedAt'), width: 168, value: (row) => row.applied_at, render: (row) => <Instant at={row.applied_at} /> },
    { key: 'author', title: t('author'), width: 128, value: (row) => row.author, render: (row) => <span data-verbatim>{row.author}</span> },
    { key: 'reason', title: t('reason'), width: 176, render: (row) => <span className="tg-ellipsis" title={row.reason} data-verbatim>{row.reason}</span> },
    { key: 'owner', title: t('owner'), width: 144, value: (row) => row.owner, render: (row) => <span data-verbatim>{row.owner ?? ''}</span> },
    {
      key: 'place',
      title: t('place'),
      width: 240,
      hidden: true,
      value: (row) => row.place,
      render: (row) => <code className="tg-mono tg-ellipsis" data-verbatim title={row.place ?? ''}>{row.place ?? ''}</code>,
    },
  ]
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <div className="tg-column">
        <HandEdits />
        <DataTable<DefinitionItem>
          name="definitions"
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => `${row.kind}/${row.name}`}
          error={query.error}
          onRetry={() => void query.refetch()}
          tools={
            <>
              <SearchBox value={url.q ?? ''} label={t('search')} onChange={(q) => setUrl({ q })} />
              <Select
                value={url.kind ?? ''}
                style={{ width: 144 }}
                aria-label={t('kind')}
                options={[{ value: '', label: t('allKinds') }, ...kinds.map(([value, label]) => ({ value, label }))]}
                onChange={(kind) => setUrl({ kind })}
              />
            </>
          }
          empty={
            all?.length ? (
              <Empty title={t('noMatch')} small />
            ) : (
              <Empty
                title={t('none')}
                text={t('noneText')}
                action={
                  may && (
                    <>
                      <ButtonLink to="/segments/new" type="primary">{t('newSegment')}</ButtonLink>
                      <ButtonLink to="/tags/new">{t('newTag')}</ButtonLink>
                    </>
                  )
                }
              />
            )
          }
        />
      </div>
    </Page>
  )
}
