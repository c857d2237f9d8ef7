import { Alert, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccept, useGuess, type Said } from '@/api/queries/uploads'
import type { GuessedFile, Uploaded } from '@/api/shapes'
import { Card, Failure, LinesSkeleton, ProblemWords } from '@/ui'
import { Columns } from './parts/Columns'
import { FirstRows } from './parts/FirstRows'
import { Makes } from './parts/Makes'
import { Reading, type Chosen } from './parts/Reading'
import { Rows } from './parts/Rows'
import { isSaid } from './roles'

interface Props {
  id: string
  /** The buttons of the page's head. */
  onActions: (actions: React.ReactNode) => void
  onLeave: () => void
  onAccepted: (run: string, source: string) => void
}

/** What a file is taken for, to look at and correct. */
export function Guess({ id, onActions, onLeave, onAccepted }: Props) {
  const { t } = useTranslation('start')
  const [said, setSaid] = useState<Said>({})
  const [clock, setClock] = useState<Chosen['clock']>()
  const query = useGuess(id, said)
  const accept = useAccept(id)
  const found: Uploaded | undefined = query.data
  const file: GuessedFile | undefined = found?.guess.files[0]
  const blocked = !found || Boolean(found.problem) || query.isFetching || query.isError

  useEffect(() => {
    const take = () =>
      accept.mutate(
        { ...said, ...(clock ? { clock } : {}), reason: t('reason', { file: file?.file ?? '' }) },
        {
          onSuccess: (applied) => {
            const source = applied.versions.find(({ kind }) => kind === 'source')?.name ?? ''
            onAccepted(applied.run?.id ?? '', source)
          },
        },
      )
    onActions(
      <>
        <Button onClick={onLeave}>{t('another')}</Button>
        <Button type="primary" disabled={blocked} loading={accept.isPending} onClick={take}>
          {t('take')}
        </Button>
      </>,
    )
  }, [said, clock, blocked, accept, file?.file, onActions, onLeave, onAccepted, t])
  useEffect(() => () => onActions(null), [onActions])

  if (!found || !file) return query.isError ? <Failure error={query.error} onRetry={onLeave} /> : <LinesSkeleton rows={10} />
  const change = (some: Said) => setSaid((before) => ({ ...before, ...some }))
  return (
    <div className="tg-column" aria-busy={query.isFetching}>
      {accept.isError && <Failure error={accept.error} />}
      {query.isError && <Failure error={query.error} small />}
      {found.problem && <Alert type="warning" showIcon title={<ProblemWords problem={found.problem} names={false} />} />}
      <div className="tg-grid">
        <div className="tg-span-8 tg-column">
          <Card
            title={<span data-verbatim>{t('columns.title', { file: file.file })}</span>}
            extra={isSaid(said) && <Button size="small" type="text" onClick={() => setSaid({})}>{t('forget')}</Button>}
            flush
          >
            <Columns file={file} roles={found.roles} said={said.roles ?? {}} onChange={(roles) => change({ roles })} />
          </Card>
          <FirstRows file={file} />
        </div>
        <div className="tg-span-4 tg-column">
          <Rows file={file} />
          <Reading file={file} found={found} said={said} clock={clock} onChange={change} onClock={setClock} />
          <Makes changes={found.changes} />
        </div>
      </div>
    </div>
  )
}
