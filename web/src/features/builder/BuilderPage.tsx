import { Skeleton } from 'antd'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition } from '@/api/queries/definitions'
import type { Definition } from '@/api/shapes'
import { useParam, useUrlState } from '@/lib/url'
import { readDraft, useReading, useWorld, type Rule } from '@/rule-editor'
import { Failure, Page } from '@/ui'
import { Builder, type Start, type Written } from './Builder'
import './builder.css'

performance.mark('builder-code')

/** Builds a segment, or changes one: `/segments/new` (`?from=` another one, `?rule=` a text) and `/segments/x/edit`. */
export default function BuilderPage() {
  const { t } = useTranslation('builder')
  const name = useParam('name')
  const [search] = useUrlState()
  const from = name || search.from || ''
  const { world, error, retry } = useWorld()
  const definition = useDefinition('segment', from)
  const place = `segment.${name || 'new'}`
  const draft = useMemo(() => readDraft<Written>(place), [place])
  const text = from ? readText(definition.data) : (search.rule ?? null)
  const reading = useReading(text ? { text } : null)

  const failed = error ?? (from ? definition.error : null) ?? (text ? reading.error : null)
  const waiting = world === null || (from !== '' && !definition.data) || (text !== null && !reading.data)
  if (failed) {
    return (
      <Page title={t('title')} crumbs={[{ label: t('segments'), to: '/segments' }]}>
        <Failure
          error={failed}
          onRetry={() => {
            retry()
            if (from) void definition.refetch()
            if (text) void reading.refetch()
          }}
        />
      </Page>
    )
  }
  if (waiting) return <Waiting />
  const start: Start = {
    name: name || null,
    rule: (reading.data?.json as Rule | null | undefined) ?? null,
    body: definition.data?.body ?? null,
    version: name ? (definition.data?.version ?? null) : null,
    author: definition.data?.author ?? null,
    members:
      definition.data !== undefined && definition.data.body.members !== undefined && definition.data.body.members !== null,
    draft,
  }
  performance.mark('builder-data')
  // One builder for one segment: going to another address begins anew.
  return <Builder key={`${place} ${from} ${search.rule ?? ''}`} world={world} place={place} start={start} />
}

function readText(definition: Definition | undefined): string | null {
  const when = definition?.body.when
  return typeof when === 'string' ? when : null
}

function Waiting() {
  const { t } = useTranslation('builder')
  useEffect(() => {
    performance.mark('builder-waiting')
  }, [])
  return (
    <Page full title={t('title')} crumbs={[{ label: t('segments'), to: '/segments' }]}>
      <div className="builder" data-state="loading" aria-busy="true">
        <div className="builder-rule">
          <Skeleton active paragraph={{ rows: 8 }} />
        </div>
        <div className="builder-panel">
          <Skeleton active paragraph={{ rows: 10 }} />
        </div>
      </div>
    </Page>
  )
}
