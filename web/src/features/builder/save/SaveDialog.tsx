import { useNavigate } from '@tanstack/react-router'
import { Button, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from '@/api/shapes'
import { foldName, isNamed, MetaForm, type Meta, type World } from '@/rule-editor'
import { ConfirmPlan, RuleText } from '@/ui'
import { writeBody } from './body'

interface Props {
  open: boolean
  /** The segment that is changed; null for a new one. */
  name: string | null
  body: Record<string, unknown> | null
  meta: Meta
  onMeta: (meta: Meta) => void
  text: string
  base: number | null
  onBase: (version: number | null) => void
  world: World
  onSaved: () => void
  onClose: () => void
}

/** Name, words and cadence, then the plan: whom it moves, why, apply. */
export function SaveDialog({ open, name, body, meta, onMeta, text, base, onBase, world, onSaved, onClose }: Props) {
  const { t } = useTranslation('builder')
  const navigate = useNavigate()
  const [changes, setChanges] = useState<Change[] | null>(null)
  const [saved, setSaved] = useState(false)
  const taken = useMemo(() => new Set(world.segments.map((each) => foldName(each.name))), [world])
  const named = isNamed(meta, name !== null, taken)
  const title = name === null ? t('save.titleNew') : t('save.titleEdit', { name })
  const plan = () => {
    if (named) setChanges([{ kind: 'segment', name: meta.name.trim(), body: writeBody(body, meta, text), base_version: base }])
  }
  return (
    <>
      <Modal
        open={open && changes === null}
        title={title}
        onCancel={onClose}
        width={640}
        mask={{ closable: false }}
        footer={
          <>
            <Button onClick={onClose}>{t('save.back')}</Button>
            <Button type="primary" disabled={!named} onClick={plan}>
              {t('save.plan')}
            </Button>
          </>
        }
      >
        <form
          className="builder-form"
          onSubmit={(event) => {
            event.preventDefault()
            plan()
          }}
        >
          <MetaForm focus meta={meta} onChange={onMeta} fixed={name !== null} taken={taken} usual={t('save.usual')} />
          <RuleText text={text} height={120} />
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      </Modal>
      <ConfirmPlan
        open={changes !== null}
        title={title}
        changes={changes}
        onApplied={() => {
          setSaved(true)
          onSaved()
        }}
        onRebase={(_kind, _name, version) => onBase(version)}
        onClose={() => {
          setChanges(null)
          if (!saved) return
          onClose()
          void navigate({ to: '/segments/$name', params: { name: meta.name.trim() } as never })
        }}
      />
    </>
  )
}
