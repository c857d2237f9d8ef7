import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { isCompare, isListed, isLiteral, isMatch, isRange, type Rule } from '../tree/rule'
import { blankLiteral, changeOperator, readSubject, replaceSubject, startTest, type TestRule } from '../tree/tests'
import { inferValue, isTime, listComparisons, type Typed } from '../tree/typing'
import type { Scope, ValueType, World } from '../tree/world'
import { NameSelect } from './NameSelect'
import { findSource, Operand, OperandList } from './Operand'
import { Word } from './Sentence'
import { ValueEditor } from './ValueEditor'
import { ValueMenu } from './ValueMenu'

interface Props {
  test: TestRule
  scope: Scope
  onChange: (rule: Rule) => void
}

/** One test of a value: what is tested, how, against what. */
export function TestEditor({ test, scope, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const subject = readSubject(test)
  const typed = inferValue(subject, scope, world)
  const type = typed?.type ?? null
  const offered = listComparisons(type, world)
  const ops = offered.includes(test.op) ? offered : [test.op, ...offered]
  const say = useComparisonWords(type, world)
  const changeSubject = (next: Rule) => {
    const now = inferValue(next, scope, world)?.type ?? null
    const same = now === type || (now !== null && type !== null && fits(test, now, world))
    onChange(same ? replaceSubject(test, next) : keepsTest(startTest(next, now), next, now))
  }
  return (
    <span className="re-test">
      <ValueEditor rule={subject} scope={scope} onChange={changeSubject} />
      <NameSelect
        className="re-op"
        label={t('comparison')}
        value={test.op}
        options={ops.map((op) => ({ value: op, label: say(op) }))}
        onChange={(op) => onChange(changeOperator(test, op, type))}
      />
      <Against test={test} typed={typed} scope={scope} onChange={onChange} />
    </span>
  )
}

/** Inside a test even a yes-or-no is compared, so that the row keeps its form. */
function keepsTest(rule: Rule, value: Rule, type: ValueType | null): Rule {
  return 'op' in rule ? rule : { op: '=', left: value, right: blankLiteral(type) }
}

function fits(test: TestRule, type: ValueType, world: World): boolean {
  return listComparisons(type, world).includes(test.op) && (type === 'integer' || type === 'decimal' || type === 'float')
}

/** The words of a comparison: those of the table, and for times earlier and later instead of less and more. */
function useComparisonWords(type: ValueType | null, world: World): (op: string) => string {
  const { t } = useTranslation('rule-editor')
  const times: Record<string, string> = {
    '<': t('times.before'),
    '<=': t('times.notAfter'),
    '>': t('times.after'),
    '>=': t('times.notBefore'),
  }
  const negated: Record<string, string> = {
    'not in': t('negated.in'),
    'not between': t('negated.between'),
    'not contains': t('negated.contains'),
    'not starts with': t('negated.startsWith'),
    'not ends with': t('negated.endsWith'),
    'not matches': t('negated.matches'),
  }
  return (op) => (type !== null && isTime(type) ? times[op] : undefined) ?? negated[op] ?? world.operators.get(op)?.words ?? op
}

interface AgainstProps {
  test: TestRule
  typed: Typed | null
  scope: Scope
  onChange: (rule: Rule) => void
}

function Against({ test, typed, scope, onChange }: AgainstProps) {
  const { t } = useTranslation('rule-editor')
  const subject = readSubject(test)
  const source = findSource(subject, scope)
  if (isCompare(test)) {
    return (
      <OneValue rule={test.right} {...{ subject, typed, scope, source }} onChange={(right) => onChange({ ...test, right })} />
    )
  }
  if (isRange(test)) {
    return (
      <>
        <OneValue rule={test.low} {...{ subject, typed, scope, source }} onChange={(low) => onChange({ ...test, low })} />
        <Word>{t('and')}</Word>
        <OneValue rule={test.high} {...{ subject, typed, scope, source }} onChange={(high) => onChange({ ...test, high })} />
      </>
    )
  }
  if (isListed(test)) {
    return (
      <OperandList
        value={test.items}
        type={typed?.type ?? null}
        source={source}
        onChange={(items) => onChange({ ...test, items })}
      />
    )
  }
  if (isMatch(test)) {
    return (
      <Operand value={test.pattern} free type="text" source={source} onChange={(pattern) => onChange({ ...test, pattern })} />
    )
  }
  return null
}

interface OneProps {
  rule: Rule
  subject: Rule
  typed: Typed | null
  scope: Scope
  source: ReturnType<typeof findSource>
  onChange: (rule: Rule) => void
}

/** The right side of a comparison: a plain value, or any other value of the same type. */
function OneValue({ rule, subject, typed, scope, source, onChange }: OneProps) {
  const blank = blankLiteral(typed?.type ?? null)
  return (
    <span className="re-value">
      {isLiteral(rule) ? (
        <Operand value={rule} type={typed?.type ?? null} unit={typed?.unit} source={source} onChange={onChange} />
      ) : (
        <ValueEditor rule={rule} scope={scope} menu={false} beside={subject} onChange={onChange} />
      )}
      <ValueMenu
        plain={!isLiteral(rule)}
        rule={isLiteral(rule) ? subject : rule}
        scope={scope}
        onChange={(next) => onChange(isLiteral(next) ? blank : next)}
      />
    </span>
  )
}
