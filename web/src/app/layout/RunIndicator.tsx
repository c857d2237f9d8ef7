import { LoadingOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useRuns } from '@/api/queries/runs'
import { findPercent } from '@/ui'

/** What is being computed at the moment and how far it is. When it ends, every page reads its figures again. */
export function RunIndicator() {
  const { t } = useTranslation('ui')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { data } = useRuns(1)
  const run = data?.items.find((each) => each.status === 'running')
  const before = useRef<string | null>(null)
  const id = run?.id ?? null
  useEffect(() => {
    if (before.current !== null && id === null) {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => !['session', 'plan', 'run'].includes(String(queryKey[0])) })
    }
    before.current = id
  }, [id, queries])
  if (!run) return null
  const percent = findPercent(run)
  return (
    <Button
      type="text"
      icon={<LoadingOutlined />}
      onClick={() => void navigate({ to: '/runs/$id', params: { id: run.id } as never })}
      title={run.progress?.label}
    >
      <span className="tg-tabular">{percent === null ? t('header.running') : t('header.percent', { percent })}</span>
    </Button>
  )
}
