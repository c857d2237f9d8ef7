import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuarantine } from '@/api/collecting/collect'
import { useSources } from '@/api/queries/sources'
import { useWorkspace } from '@/api/queries/workspace'
import type { Run } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { findFields, findLines } from './left'
import { ButtonLink, Card, LinesSkeleton, RunProgress, useLocale } from '@/ui'

/** The run that computes the portraits; at its end how many customers there are and what was left out, and the way on. */
export function Computing({ run, source, onAgain }: { run: string; source: string; onAgain: () => void }) {
  const { t } = useTranslation('start')
  const queries = useQueryClient()
  const [ended, setEnded] = useState<Run['status'] | null>(null)
  const onEnd = useCallback(
    (found: Run) => {
      void queries.invalidateQueries({ predicate: (query) => !['session', 'run', 'upload'].includes(String(query.queryKey[0])) }).then(() => setEnded(found.status))
    },
    [queries],
  )
  return (
    <div className="tg-column">
      <Card title={t('run.title')}>
        <RunProgress id={run} onEnd={onEnd} />
      </Card>
      {ended === 'done' && <Result source={source} onAgain={onAgain} />}
      {(ended === 'failed' || ended === 'cancelled') && (
        <div className="tg-row">
          <ButtonLink to={`/runs/${run}`}>{t('run.see')}</ButtonLink>
          <Button onClick={onAgain}>{t('another')}</Button>
        </div>
      )}
    </div>
  )
}

function Result({ source, onAgain }: { source: string; onAgain: () => void }) {
  const { t } = useTranslation('start')
  const locale = useLocale()
  const workspace = useWorkspace()
  const sources = useSources()
  const loaded = sources.data?.items.find(({ name }) => name === source)
  const left = useQuarantine({ reason: '', source, event: '' }).data?.pages[0]
  return (
    <Card title={t('result.title')}>
      <div className="tg-column" data-testid="result">
        <div className="start-result" role="status">
          <span>{t('result.customers', { count: workspace.data?.customers ?? 0, n: formatCount(workspace.data?.customers, locale) })}</span>
          {loaded && <span>{t('result.rows', { n: formatCount(loaded.rows, locale) })}</span>}
        </div>
        {left === undefined ? (
          <LinesSkeleton rows={2} />
        ) : left.total > 0 ? (
          <div>
            <div className="tg-warn">{t('result.leftOut', { count: left.total, n: formatCount(left.total, locale) })}</div>
            <ul className="start-notes">
              {left.reasons.map(({ reason, label, count }) => {
                const items = left.items.filter((item) => item.reason === reason)
                const lines = findLines(items).map((line) => t('result.line', { line }))
                const fields = findFields(items).map((field) => t(`result.field.${field}`, { defaultValue: field }))
                const told = fields.length > 0 ? t('result.of', { reason: label, fields: fields.join(t('result.comma')) }) : label
                return (
                  <li key={reason}>
                    {lines.length > 0
                      ? t('result.reasonAt', { reason: told, n: formatCount(count, locale), places: lines.join(t('result.comma')) })
                      : t('result.reason', { reason: told, n: formatCount(count, locale) })}
                  </li>
                )
              })}
            </ul>
            <Link to="/quarantine" search={{ source } as never}>{t('result.more')}</Link>
          </div>
        ) : (
          <div className="tg-quiet">{t('result.whole')}</div>
        )}
        <div className="tg-row tg-wrap">
          <ButtonLink to="/" type="primary">{t('result.home')}</ButtonLink>
          <ButtonLink to="/segments">{t('result.segments')}</ButtonLink>
          <ButtonLink to="/customers">{t('result.people')}</ButtonLink>
          <Button onClick={onAgain}>{t('another')}</Button>
        </div>
      </div>
    </Card>
  )
}
