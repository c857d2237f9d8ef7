import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Leaf } from './Leaf'
import { isConnective, type Rule } from '../tree/rule'
import type { Scope } from '../tree/world'
import { JointSwitch } from '../parts/JointSwitch'

interface Props {
  rule: Rule
  scope: Scope
  onChange: (rule: Rule) => void
}

/** The conditions inside one group of an event: at least one, joined by and or or. */
export function GroupConditions({ rule, scope, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const joint = isConnective(rule) ? rule.op : 'and'
  const rules = isConnective(rule) ? rule.args : [rule]
  const write = (next: Rule[], op: 'and' | 'or' = joint) => {
    const [only] = next
    if (only) onChange(next.length > 1 ? { op, args: next } : only)
  }
  const start: Rule = {
    op: '>=',
    left: { aggregate: 'count', event: scope.kind === 'customer' ? '' : scope.event },
    right: { literal: 2 },
  }
  return (
    <span className="re-conditions">
      {rules.map((each, index) => (
        <span className="re-condition" key={index}>
          {index > 0 && <JointSwitch joint={joint} onChange={(op) => write(rules, op)} />}
          <Leaf rule={each} scope={scope} onChange={(next) => write(rules.map((old, at) => (at === index ? next : old)))} />
          {rules.length > 1 && (
            <Button
              size="small"
              type="text"
              className="re-quiet"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t('removeCondition')}
              title={t('removeCondition')}
              onClick={() => write(rules.filter((_, at) => at !== index))}
            />
          )}
          {index === rules.length - 1 && (
            <Button
              size="small"
              type="text"
              className="re-quiet"
              icon={<PlusOutlined aria-hidden />}
              aria-label={t('addCondition')}
              title={t('addCondition')}
              onClick={() => write([...rules, start])}
            />
          )}
        </span>
      ))}
    </span>
  )
}
