import type { Rule } from '../tree/rule'
import { isTest, readTimes } from '../tree/tests'
import { CUSTOMER, type Scope } from '../tree/world'
import { AnyRow } from './AnyRow'
import { ConsentRow, ListRow, SegmentRow, TruthRow } from './MemberRows'
import { SequenceRow } from './SequenceRow'
import { ShareRow } from './ShareRow'
import { TextRow } from './TextRow'
import { TestRow } from './TestRow'
import { TimesRow } from './TimesRow'

export interface RowProps<Kind extends Rule = Rule> {
  rule: Kind
  scope: Scope
  onChange: (rule: Rule) => void
}

interface Props {
  rule: Rule
  scope?: Scope
  onChange: (rule: Rule) => void
  /** The row is edited as text though it could be drawn. */
  asText?: boolean
  onTextEnd?: () => void
}

/** One condition as a row; what no row can draw is a row of text. */
export function Leaf({ rule, scope = CUSTOMER, onChange, asText = false, onTextEnd }: Props) {
  if (asText) return <TextRow rule={rule} scope={scope} onChange={onChange} open onClose={onTextEnd} />
  if (readTimes(rule)) return <TimesRow rule={rule} scope={scope} onChange={onChange} />
  if (isTest(rule)) return <TestRow rule={rule} scope={scope} onChange={onChange} />
  if ('did' in rule) return <SequenceRow rule={rule} onChange={onChange} />
  if ('any' in rule) return <AnyRow rule={rule} onChange={onChange} />
  if ('segment' in rule) return <SegmentRow rule={rule} onChange={onChange} />
  if ('list' in rule) return <ListRow rule={rule} onChange={onChange} />
  if ('consent' in rule) return <ConsentRow rule={rule} onChange={onChange} />
  if ('share' in rule) return <ShareRow rule={rule} onChange={onChange} />
  if ('name' in rule && scope.kind === 'customer') return <TruthRow rule={rule} onChange={onChange} />
  return <TextRow rule={rule} scope={scope} onChange={onChange} />
}
