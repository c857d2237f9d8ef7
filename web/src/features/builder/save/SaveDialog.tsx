import { useNavigate } from '@tanstack/react-router'
import { Button, Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from '@/api/shapes'
import { foldName, type World } from '@/rule-editor'
import { ConfirmPlan, RuleText } from '@/ui'
import type { Meta } from '../draft'
import { proposeName, writeBody } from './body'

interface Props {
  open: boolean
  /** The segment that is changed; null for a new one. */
  name: string | null
  body: Record<string, unknown> | null
  meta: Meta
  onMeta: (meta: Meta) => void
  text: string
  base: number | null
  onBase: (version: number) => void
  world: World
  onSaved: () => void
  onClose: () => void
}

const CADENCES = ['', 'realtime', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'on demand'] as const

/** Name, words and cadence, then the plan: whom it moves, why, apply. */
export function SaveDialog({ open, name, body, meta, onMeta, text, base, onBase, world, onSaved, onClose }: Props) {
  const { t } = useTranslation('builder')
  const navigate = useNavigate()
  const [named, setNamed] = useState(meta.name !== '')
  const [changes, setChanges] = useState<Change[] | null>(null)
  const [saved, setSaved] = useState(false)
  const taken = useMemo(() => new Set(world.segments.map((each) => foldName(each.name))), [world])
  const cadences = [
    ...CADENCES.map((each) => ({ value: each as string, label: t(`cadence.${each || 'default'}`) })),
    ...(CADENCES.some((each) => each === meta.refresh) ? [] : [{ value: meta.refresh, label: meta.refresh }]),
  ]
  const clash = name === null && taken.has(foldName(meta.name))
  const unnamed = meta.name.trim() === ''
  const label = (language: 'en' | 'zh', value: string) => {
    const next = { ...meta.label, [language]: value }
    onMeta({ ...meta, label: next, name: name === null && !named ? proposeName(next, taken) : meta.name })
  }
  const plan = () => {
    onMeta(meta)
    setChanges([{ kind: 'segment', name: meta.name.trim(), body: writeBody(body, meta, text), base_version: base }])
  }
  return (
    <>
      <Modal
        open={open && changes === null}
        title={name === null ? t('save.titleNew') : t('save.titleEdit', { name })}
        onCancel={onClose}
        width={640}
        mask={{ closable: false }}
        footer={
          <>
            <Button onClick={onClose}>{t('save.back')}</Button>
            <Button type="primary" disabled={unnamed || clash} onClick={plan}>
              {t('save.plan')}
            </Button>
          </>
        }
      >
        <form
          className="builder-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (!unnamed && !clash) plan()
          }}
        >
          <Field label={t('save.labelEn')}>
            <Input autoFocus value={meta.label.en} placeholder={t('save.labelEnHint')} onChange={(event) => label('en', event.target.value)} />
          </Field>
          <Field label={t('save.labelZh')}>
            <Input value={meta.label.zh} placeholder={t('save.labelZhHint')} onChange={(event) => label('zh', event.target.value)} />
          </Field>
          <Field label={t('save.name')} hint={clash ? t('save.taken') : t('save.nameHint')} wrong={clash}>
            <Input
              className="tg-mono"
              value={meta.name}
              disabled={name !== null}
              status={clash ? 'error' : undefined}
              onChange={(event) => {
                setNamed(true)
                onMeta({ ...meta, name: event.target.value })
              }}
            />
          </Field>
          <Field label={t('save.refresh')}>
            <Select
              value={meta.refresh}
              options={cadences}
              onChange={(refresh) => onMeta({ ...meta, refresh })}
            />
          </Field>
          <Field label={t('save.descriptionEn')}>
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 4 }}
              value={meta.description.en}
              onChange={(event) => onMeta({ ...meta, description: { ...meta.description, en: event.target.value } })}
            />
          </Field>
          <Field label={t('save.descriptionZh')}>
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 4 }}
              value={meta.description.zh}
              onChange={(event) => onMeta({ ...meta, description: { ...meta.description, zh: event.target.value } })}
            />
          </Field>
          <Field label={t('save.owner')}>
            <Input value={meta.owner} placeholder={t('save.ownerHint')} onChange={(event) => onMeta({ ...meta, owner: event.target.value })} />
          </Field>
          <div className="builder-wide">
            <RuleText text={text} height={120} />
          </div>
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      </Modal>
      <ConfirmPlan
        open={changes !== null}
        title={name === null ? t('save.titleNew') : t('save.titleEdit', { name })}
        changes={changes}
        onApplied={() => {
          setSaved(true)
          onSaved()
        }}
        onRebase={(_kind, _name, version) => {
          if (version !== null) onBase(version)
        }}
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

interface FieldProps {
  label: string
  hint?: string
  wrong?: boolean
  children: React.ReactNode
}

function Field({ label, hint, wrong = false, children }: FieldProps) {
  return (
    <label className="builder-field">
      <span>{label}</span>
      {children}
      {hint !== undefined && <span className={wrong ? 'tg-bad tg-small' : 'tg-quiet tg-small'}>{hint}</span>}
    </label>
  )
}
