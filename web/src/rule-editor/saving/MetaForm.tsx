import { Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { foldName } from '../tree/world'
import { proposeName, type Meta } from './meta'
import './saving.css'

interface FieldProps {
  label: string
  hint?: string
  wrong?: boolean
  wide?: boolean
  children: ReactNode
}

/** One input with its name above and a hint below. */
export function Field({ label, hint, wrong = false, wide = false, children }: FieldProps) {
  return (
    <label className={wide ? 're-field re-wide' : 're-field'}>
      <span>{label}</span>
      {children}
      {hint !== undefined && <span className={wrong ? 'tg-bad tg-small' : 'tg-quiet tg-small'}>{hint}</span>}
    </label>
  )
}

interface Props {
  meta: Meta
  onChange: (meta: Meta) => void
  /** It is there already and keeps its name. */
  fixed: boolean
  /** Names that are given away, folded. */
  taken: ReadonlySet<string>
  /** What the cadence is where none is chosen, in words. */
  usual: string
  focus?: boolean
}

/** Whether a new definition may be called so. */
export function isNamed(meta: Meta, fixed: boolean, taken: ReadonlySet<string>): boolean {
  return meta.name.trim() !== '' && (fixed || !taken.has(foldName(meta.name)))
}

/** Labels, name, cadence, description, owner: what every tag and segment says of itself. */
export function MetaForm({ meta, onChange, fixed, taken, usual, focus = false }: Props) {
  const { t } = useTranslation('rule-editor')
  const [named, setNamed] = useState(meta.name !== '')
  const clash = !fixed && taken.has(foldName(meta.name))
  const label = (language: 'en' | 'zh', value: string) => {
    const next = { ...meta.label, [language]: value }
    onChange({ ...meta, label: next, name: !fixed && !named ? proposeName(next, taken) : meta.name })
  }
  const description = (language: 'en' | 'zh', value: string) =>
    onChange({ ...meta, description: { ...meta.description, [language]: value } })
  return (
    <div className="re-form">
      <Field label={t('save.labelEn')}>
        <Input autoFocus={focus} value={meta.label.en} onChange={(event) => label('en', event.target.value)} />
      </Field>
      <Field label={t('save.labelZh')}>
        <Input value={meta.label.zh} onChange={(event) => label('zh', event.target.value)} />
      </Field>
      <Field label={t('save.name')} hint={clash ? t('save.taken') : fixed ? t('save.fixed') : t('save.nameHint')} wrong={clash}>
        <Input
          className="tg-mono"
          value={meta.name}
          disabled={fixed}
          status={clash ? 'error' : undefined}
          onChange={(event) => {
            setNamed(event.target.value !== '')
            onChange({ ...meta, name: event.target.value })
          }}
        />
      </Field>
      <Field label={t('save.refresh')}>
        <CadenceSelect value={meta.refresh} usual={usual} onChange={(refresh) => onChange({ ...meta, refresh })} />
      </Field>
      <Field label={t('save.descriptionEn')}>
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          value={meta.description.en}
          onChange={(event) => description('en', event.target.value)}
        />
      </Field>
      <Field label={t('save.descriptionZh')}>
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          value={meta.description.zh}
          onChange={(event) => description('zh', event.target.value)}
        />
      </Field>
      <Field label={t('save.owner')}>
        <Input
          value={meta.owner}
          placeholder={t('save.ownerHint')}
          onChange={(event) => onChange({ ...meta, owner: event.target.value })}
        />
      </Field>
    </div>
  )
}

const CADENCES = ['realtime', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'on demand'] as const
export type Cadence = (typeof CADENCES)[number]

/** When it is renewed; a cadence that is written otherwise (every 6 hours) stays as it is. */
function CadenceSelect({ value, usual, onChange }: { value: string; usual: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('rule-editor')
  const known: readonly string[] = CADENCES
  const options = [
    { value: '', label: usual },
    ...CADENCES.map((each) => ({ value: each as string, label: t(`cadence.${each}`) })),
    ...(value === '' || known.includes(value) ? [] : [{ value, label: value }]),
  ]
  return <Select value={value} options={options} onChange={onChange} />
}
