import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { FieldSelect, MemberSelect } from '../parts/names'
import { Word } from '../parts/Sentence'
import { ValueMenu } from '../parts/ValueMenu'
import type { Rule } from '../tree/rule'
import { startTest } from '../tree/tests'
import { inferValue } from '../tree/typing'
import { CUSTOMER } from '../tree/world'

interface Props<Kind> {
  rule: Kind
  onChange: (rule: Rule) => void
}

/** Is in a segment. */
export function SegmentRow({ rule, onChange }: Props<{ segment: string }>) {
  const world = useNames()
  return (
    <>
      <Word>{world.operators.get('segment')?.words}</Word>
      <MemberSelect kind="segment" value={rule.segment} onChange={(segment) => onChange({ segment })} />
    </>
  )
}

/** Is on an imported list. */
export function ListRow({ rule, onChange }: Props<{ list: string }>) {
  const world = useNames()
  return (
    <>
      <Word>{world.operators.get('list')?.words}</Word>
      <MemberSelect kind="list" value={rule.list} onChange={(list) => onChange({ list })} />
    </>
  )
}

/** Has consented to a purpose. */
export function ConsentRow({ rule, onChange }: Props<{ consent: string }>) {
  const world = useNames()
  return (
    <>
      <Word>{world.operators.get('consent')?.words}</Word>
      <MemberSelect kind="consent" value={rule.consent} onChange={(consent) => onChange({ consent })} />
    </>
  )
}

/** A yes-or-no of the customer that is yes. */
export function TruthRow({ rule, onChange }: Props<{ name: string }>) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const change = (value: Rule) => onChange(startTest(value, inferValue(value, CUSTOMER, world)?.type ?? null))
  return (
    <>
      <FieldSelect value={rule.name} onChange={(name) => change({ name })} />
      <ValueMenu rule={rule} scope={CUSTOMER} onChange={change} />
      <Word>{t('holds')}</Word>
    </>
  )
}
