import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition } from '@/api/queries/definitions'
import type { Problem } from '@/api/problem'
import type { Change } from '@/api/shapes'
import { Instant } from '../texts/Instant'
import { Loaded } from '../Loading'
import { compareBodies } from './bodies'
import { FieldChanges } from './FieldChanges'

export interface Found {
  message: string
  kind: string
  name: string
  /** null: it was removed. */
  version: number | null
  author: string | null
  at: string | null
}

/** What the server says of a conflict: which definition, its version in force, by whom and when. */
export function readConflict({ message, data }: Pick<Problem, 'message' | 'data'>): Found | null {
  if (!data || typeof data.kind !== 'string' || typeof data.name !== 'string') return null
  return {
    message,
    kind: data.kind,
    name: data.name,
    version: typeof data.current_version === 'number' ? data.current_version : null,
    author: typeof data.author === 'string' ? data.author : null,
    at: typeof data.at === 'string' ? data.at : null,
  }
}

interface Props {
  found: Found
  changes: Change[]
  onKeep: () => void
  onLeave: () => void
}

/** Somebody changed the same definition in the meantime: who, when, what differs; nothing typed is lost. */
export function Conflict({ found, changes, onKeep, onLeave }: Props) {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState(false)
  const mine = changes.find((each) => each.kind === found.kind && each.name === found.name)
  return (
    <div className="tg-column" role="alert" data-testid="conflict">
      <div>
        <strong>{found.message}</strong>
        {found.version !== null && (
          <div>
            {t('conflict.who', { author: found.author ?? t('conflict.somebody'), version: found.version })} <Instant at={found.at} />
          </div>
        )}
        <div className="tg-quiet">{t('conflict.kept')}</div>
      </div>
      {open && <Theirs found={found} mine={mine?.body ?? null} />}
      <div className="tg-plan-foot">
        <Button onClick={onLeave}>{t('plan.back')}</Button>
        {found.version !== null && (
          <Button onClick={() => setOpen(!open)}>{open ? t('conflict.hide') : t('conflict.see')}</Button>
        )}
        <Button type="primary" onClick={onKeep}>
          {t('conflict.keep')}
        </Button>
      </div>
    </div>
  )
}

function Theirs({ found, mine }: { found: Found; mine: Record<string, unknown> | null }) {
  const { t } = useTranslation('ui')
  const theirs = useDefinition(found.kind, found.name, found.version)
  return (
    <Loaded query={theirs} rows={3}>
      {(definition) => {
        const fields = compareBodies(definition.body, mine)
        return (
          <div>
            <div className="tg-quiet tg-small">{t('conflict.differ')}</div>
            {fields.length > 0 ? <FieldChanges fields={fields} /> : <div>{t('conflict.same')}</div>}
          </div>
        )
      }}
    </Loaded>
  )
}
