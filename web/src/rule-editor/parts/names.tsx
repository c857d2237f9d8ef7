import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { findEvent, foldName, listOperators, type Property, type World } from '../tree/world'
import { NameSelect, type NameGroup, type NameOption } from './NameSelect'

const named = (name: string, label: string): NameOption => ({
  value: name,
  label,
  ...(foldName(label) === foldName(name) ? {} : { hint: name }),
})

/** The spelling that the workspace has for a name, so that `ORDER` finds `order`. */
function spell(options: NameOption[], value: string): string {
  return options.find((each) => foldName(each.value) === foldName(value))?.value ?? value
}

interface Choice {
  value: string
  onChange: (name: string) => void
}

export function EventSelect({ value, onChange }: Choice) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const options = useMemo(() => [...world.events.values()].map((each) => named(each.name, each.label)), [world])
  return <NameSelect label={t('event')} value={spell(options, value)} options={options} onChange={onChange} />
}

interface PropertyChoice extends Choice {
  event: string
  /** Which properties an aggregate takes. */
  fits?: (property: Property) => boolean
}

export function PropertySelect({ event, value, onChange, fits = () => true }: PropertyChoice) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const options = useMemo(
    () => (findEvent(world, event)?.properties ?? []).filter(fits).map((each) => named(each.name, each.label)),
    [world, event, fits],
  )
  return <NameSelect label={t('property')} value={spell(options, value)} options={options} onChange={onChange} />
}

/** Traits, tags and scores under their headings. */
export function useFieldGroups(): NameGroup[] {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  return useMemo(() => groupFields(world, (kind) => t(`kinds.${kind}`)), [world, t])
}

function groupFields(world: World, say: (kind: string) => string): NameGroup[] {
  const fields = [...world.fields.values()]
  return (['trait', 'tag', 'score'] as const)
    .map((kind) => ({
      label: say(kind),
      options: fields.filter((each) => each.kind === kind).map((each) => named(each.name, each.label)),
    }))
    .filter((group) => group.options.length > 0)
}

export function FieldSelect({ value, onChange }: Choice) {
  const { t } = useTranslation('rule-editor')
  const groups = useFieldGroups()
  const all = groups.flatMap((group) => group.options)
  return <NameSelect wide label={t('field')} value={spell(all, value)} options={groups} onChange={onChange} />
}

export function MemberSelect({ value, onChange, kind }: Choice & { kind: 'segment' | 'list' | 'consent' }) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const found = { segment: world.segments, list: world.lists, consent: world.purposes }[kind]
  const options = useMemo(() => found.map((each) => named(each.name, each.label)), [found])
  return <NameSelect wide label={t(`kinds.${kind}`)} value={spell(options, value)} options={options} onChange={onChange} />
}

interface OperatorChoice extends Choice {
  label: string
  families: string[]
  fits?: (name: string) => boolean
}

/** One of the operators of some families, by the words of the table. */
export function OperatorSelect({ value, onChange, label, families, fits = () => true }: OperatorChoice) {
  const world = useNames()
  const options = listOperators(world, ...families)
    .filter((row) => fits(row.name))
    .map((row) => ({ value: row.name, label: row.words, hint: row.meaning }))
  return <NameSelect label={label} value={value} options={options} onChange={onChange} />
}
