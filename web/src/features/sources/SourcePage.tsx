import { Button } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { useMay } from '@/api/queries/session'
import { useLoadSource, useSource, useTrySource } from '@/api/queries/sources'
import type { Run, Source } from '@/api/shapes'
import { useParam } from '@/lib/url'
import { ButtonLink, Card, Failure, LinesSkeleton, Page, RunProgress } from '@/ui'
import { Connection } from './one/Connection'
import { Facts } from './one/Facts'
import { Loads } from './one/Loads'
import { Mapping } from './one/Mapping'
import './sources.css'

/** One source: what becomes of its columns, how its loads went, whether it can be reached, when it is loaded. */
export default function SourcePage() {
  const { t } = useTranslation('sources')
  const name = useParam('name')
  const query = useSource(name)
  const may = useMay('analyst')
  const queries = useQueryClient()
  const attempt = useTrySource()
  const load = useLoadSource(name)
  const [run, setRun] = useState<string | null>(null)
  const source = query.data
  const reads = source !== undefined && source.kind !== 'push'
  const onEnd = useCallback(
    (_ended: Run) => void queries.invalidateQueries({ predicate: ({ queryKey }) => ['source', 'sources', 'runs'].includes(String(queryKey[0])) }),
    [queries],
  )
  return (
    <Page
      title={source?.label ?? name}
      crumbs={[{ label: t('title'), to: '/sources' }]}
      subtitle={source && <><span>{t(`kinds.${source.kind}`)}</span> · <code className="tg-mono">{source.name}</code></>}
      actions={
        source && (
          <>
            {reads && <ButtonLink to={`/definitions/source/${encodeURIComponent(source.name)}`}>{t('definition')}</ButtonLink>}
            {may && reads && (
              <Button loading={attempt.isPending} onClick={() => attempt.mutate({ name: source.name })}>
                {t('test')}
              </Button>
            )}
            {may && reads && source.kind !== 'mqtt' && (
              <Button type="primary" loading={load.isPending} onClick={() => load.mutate(undefined, { onSuccess: ({ id }) => setRun(id) })}>
                {t('load')}
              </Button>
            )}
            {source.kind === 'push' && <ButtonLink to="/live" search={{ source: source.name }} type="primary">{t('watch')}</ButtonLink>}
          </>
        )
      }
    >
      {query.isError && source === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : source === undefined ? (
        <LinesSkeleton rows={10} />
      ) : (
        <div className="tg-column">
          {load.isError && <Failure error={load.error} small />}
          {run !== null && (
            <Card title={t('loading')} extra={<ButtonLink to={`/runs/${run}`} size="small" type="link">{t('seeRun')}</ButtonLink>}>
              <RunProgress id={run} onEnd={onEnd} />
            </Card>
          )}
          {(attempt.data || attempt.isError) && <Connection trial={attempt.data} error={attempt.error} onClose={() => attempt.reset()} />}
          <Whole source={source} may={may} />
        </div>
      )}
    </Page>
  )
}

function Whole({ source, may }: { source: Source; may: boolean }) {
  return (
    <div className="tg-grid">
      <div className="tg-span-8 tg-column">
        {source.kind !== 'push' && <Mapping source={source} may={may} />}
        <Loads source={source} />
      </div>
      <div className="tg-span-4 tg-column">
        <Facts source={source} may={may} />
      </div>
    </div>
  )
}
