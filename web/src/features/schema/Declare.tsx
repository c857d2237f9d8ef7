import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDraft } from '@/api/queries/quality'
import { useMay } from '@/api/queries/session'
import { ConfirmPlan, Failure } from '@/ui'

interface Props {
  /** An event as it was seen, or the events of a class of the tracking plan. */
  of: 'events' | 'plan'
  name: string
  label: string
  words: string
}

/** Drafts definitions from what was seen, shows the plan, applies it. */
export function Declare({ of, name, label, words }: Props) {
  const { t } = useTranslation('schema')
  const draft = useDraft(of)
  const may = useMay('analyst')
  if (!may) return null
  return (
    <>
      <Button size="small" loading={draft.isPending} aria-label={t('declareOf', { words, label })} onClick={() => draft.mutate(name)}>
        {words}
      </Button>
      {draft.isError && <Failure error={draft.error} small />}
      <ConfirmPlan
        open={draft.data !== undefined}
        title={t('declareTitle', { label })}
        changes={draft.data ?? null}
        reason={t('declareReason')}
        refresh={false}
        onClose={() => draft.reset()}
      />
    </>
  )
}
