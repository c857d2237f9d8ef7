import { CloseOutlined, FilterOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { isConnective, isNot, type Rule } from '../tree/rule'
import { isTest, startTest } from '../tree/tests'
import { inferValue } from '../tree/typing'
import { findEvent, type Scope } from '../tree/world'
import { JointSwitch } from './JointSwitch'
import { Word } from './Sentence'
import { TestEditor } from './TestEditor'
import { TextPart } from './TextPart'

interface Props {
  event: string
  where: Rule | undefined
  onChange: (where: Rule | undefined) => void
}

/** Which rows of an event count: `where ...`, conditions on its properties, with brackets where there are some. */
export function WhereEditor({ event, where, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const scope = useMemo<Scope>(() => ({ kind: 'event', event }), [event])
  const start = (): Rule => {
    const value: Rule = { name: findEvent(world, event)?.properties[0]?.name ?? 'ts' }
    return startTest(value, inferValue(value, scope, world)?.type ?? null)
  }
  if (where === undefined) {
    return (
      <Button size="small" type="text" className="re-add-where" icon={<FilterOutlined aria-hidden />} onClick={() => onChange(start())}>
        {t('where')}
      </Button>
    )
  }
  return (
    <span className="re-where">
      <Word>{t('where')}</Word>
      <Conditions rule={where} scope={scope} onChange={onChange} start={start} />
    </span>
  )
}

interface ConditionsProps {
  rule: Rule
  scope: Scope
  onChange: (rule: Rule | undefined) => void
  start: () => Rule
}

/** Conditions of one bracket, one below the other. */
function Conditions({ rule, scope, onChange, start }: ConditionsProps) {
  const { t } = useTranslation('rule-editor')
  const joint = isConnective(rule) ? rule.op : 'and'
  const rules = isConnective(rule) ? rule.args : [rule]
  const write = (next: Rule[], op: 'and' | 'or' = joint) => {
    const [only] = next
    onChange(next.length > 1 ? { op, args: next } : only)
  }
  const replace = (at: number, next: Rule | undefined) =>
    write(rules.flatMap((each, index) => (index !== at ? [each] : next === undefined ? [] : [next])))
  return (
    <span className="re-conditions">
      {rules.map((each, index) => (
        <span className="re-condition" key={index}>
          {index > 0 && <JointSwitch joint={joint} onChange={(op) => write(rules, op)} />}
          {isConnective(each) ? (
            <Conditions rule={each} scope={scope} start={start} onChange={(next) => replace(index, next)} />
          ) : (
            <Condition rule={each} scope={scope} onChange={(next) => replace(index, next)} />
          )}
          <Button
            size="small"
            type="text"
            className="re-quiet"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t('removeCondition')}
            title={t('removeCondition')}
            onClick={() => replace(index, undefined)}
          />
          {index === rules.length - 1 && (
            <Button
              size="small"
              type="text"
              className="re-quiet"
              icon={<PlusOutlined aria-hidden />}
              aria-label={t('addCondition')}
              title={t('addCondition')}
              onClick={() => write([...rules, start()])}
            />
          )}
        </span>
      ))}
    </span>
  )
}

function Condition({ rule, scope, onChange }: { rule: Rule; scope: Scope; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation('rule-editor')
  if (isTest(rule)) return <TestEditor test={rule} scope={scope} onChange={onChange} />
  if (isNot(rule) && isTest(rule.value)) {
    return (
      <>
        <Word>{t('not')}</Word>
        <TestEditor test={rule.value} scope={scope} onChange={(value) => onChange({ op: 'not', value })} />
      </>
    )
  }
  return <TextPart rule={rule} scope={scope} onChange={onChange} label={t('textCondition')} />
}
