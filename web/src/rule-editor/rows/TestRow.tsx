import { TestEditor } from '../parts/TestEditor'
import type { TestRule } from '../tree/tests'
import type { RowProps } from './Leaf'

/** A value against another: a trait, a figure of events, the time since something. */
export function TestRow({ rule, scope, onChange }: RowProps) {
  return <TestEditor test={rule as TestRule} scope={scope} onChange={onChange} />
}
