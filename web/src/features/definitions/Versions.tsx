import { Button, Radio, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findRestore, useVersions } from '@/api/queries/definitions'
import { useMay } from '@/api/queries/session'
import type { Change, VersionItem } from '@/api/shapes'
import { useUrlState } from '@/lib/url'
import { Card, ConfirmPlan, DataTable, Empty, Failure, FieldChanges, Instant, type DataColumn } from '@/ui'
import { DiffView } from './DiffView'

/** Every version with who, when and why; two side by side; an old one put back through a plan. */
export function Versions({ kind, name }: { kind: string; name: string }) {
  const { t } = useTranslation('definitions')
  const [url, setUrl] = useUrlState()
  const query = useVersions(kind, name)
  const may = useMay('analyst')
  const [back, setBack] = useState<{ version: number; change: Change } | null>(null)
  const [failed, setFailed] = useState<unknown>(null)
  const items = query.data?.items
  const newest = items?.[0]?.version ?? null
  const after = Number(url.after) || newest
  const before = Number(url.before) || (items?.find((each) => after !== null && each.version < after)?.version ?? null)

  const restore = (version: number) => {
    setFailed(null)
    findRestore(kind, name, version).then((change) => setBack({ version, change }), setFailed)
  }
  const changes = useMemo(() => (back ? [back.change] : null), [back])
  const pick = (side: 'before' | 'after', version: number) => setUrl({ [side]: String(version) })
  const columns: DataColumn<VersionItem>[] = [
    { key: 'version', title: t('version'), width: 64, numeric: true, fixed: true, render: (row) => row.version },
    { key: 'appliedAt', title: t('appliedAt'), width: 176, render: (row) => <Instant at={row.applied_at} /> },
    { key: 'author', title: t('author'), width: 104, render: (row) => <span data-verbatim>{row.author}</span> },
    { key: 'reason', title: t('reason'), width: 120, render: (row) => <span className="tg-ellipsis" title={row.reason} data-verbatim>{row.reason}</span> },
    { key: 'from', title: t('from'), width: 76, render: (row) => <Radio checked={row.version === before} aria-label={`${t('from')} ${row.version}`} onChange={() => pick('before', row.version)} /> },
    { key: 'to', title: t('to'), width: 64, render: (row) => <Radio checked={row.version === after} aria-label={`${t('to')} ${row.version}`} onChange={() => pick('after', row.version)} /> },
    {
      key: 'act',
      title: t('status'),
      width: 112,
      render: (row) =>
        row.removed ? (
          <Tag>{t('removed')}</Tag>
        ) : row.active ? (
          <Tag color="success">{t('active')}</Tag>
        ) : (
          may && <Button size="small" onClick={() => restore(row.version)}>{t('rollBack')}</Button>
        ),
    },
  ]
  return (
    <>
      <Card title={t('versions')} flush>
        <DataTable<VersionItem>
          name="versions"
          label={t('versions')}
          columns={columns}
          plain
          rows={items}
          rowKey={(row) => String(row.version)}
          error={query.error}
          onRetry={() => void query.refetch()}
          expand={(row) => (row.changes.length > 0 ? <FieldChanges fields={row.changes} /> : <span className="tg-quiet">{t('noDifference')}</span>)}
          empty={<Empty title={t('versions')} small />}
        />
      </Card>
      {failed !== null && <Failure error={failed} small />}
      {before !== null && after !== null && before !== after && <DiffView kind={kind} name={name} before={before} after={after} />}
      <ConfirmPlan
        open={back !== null}
        title={t('rollBackTo', { version: back?.version })}
        changes={changes}
        reason={t('rollBackReason', { version: back?.version })}
        onClose={() => setBack(null)}
      />
    </>
  )
}
