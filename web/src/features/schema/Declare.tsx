import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft } from '@/api/queries/quality'
import { useMay } from '@/api/queries/session'
import { ConfirmPlan, Failure } from '@/ui'

export interface Declaring {
  /** A button that drafts definitions from what was seen or planned; nothing for who may not. */
  button: (name: string, label: string, words: string) => React.ReactNode
  /** The plan of the draft. It stands outside of what applying it redraws. */
  dialog: React.ReactNode
}

/** Drafts an event as it was seen, or the events of a class of the tracking plan; shows the plan, applies it. */
export function useDeclaring(of: 'events' | 'plan'): Declaring {
  const { t } = useTranslation('schema')
  const draft = useDraft(of)
  const may = useMay('analyst')
  const [label, setLabel] = useState('')
  const begin = (name: string, title: string) => {
    setLabel(title)
    draft.mutate(name)
  }
  return {
    button: (name, title, words) =>
      may && (
        <Button size="small" loading={draft.isPending && draft.variables === name} aria-label={t('declareOf', { words, label: title })} onClick={() => begin(name, title)}>
          {words}
        </Button>
      ),
    dialog: (
      <>
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
    ),
  }
}
