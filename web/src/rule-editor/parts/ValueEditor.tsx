import { InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { isLiteral, type Aggregate, type Rule } from '../tree/rule'
import { inferValue } from '../tree/typing'
import { changeAggregate, changeEvent, fitProperty, readValueSort, setSelection } from '../tree/values'
import { foldName, type Scope, type World } from '../tree/world'
import { EventSelect, FieldSelect, OperatorSelect, PropertySelect } from './names'
import { Length, WindowPicker } from './WindowPicker'
import { Operand } from './Operand'
import { ScopedField } from './ScopedField'
import { Sentence, Word } from './Sentence'
import { TextPart } from './TextPart'
import { ValueMenu } from './ValueMenu'
import { WhereEditor } from './WhereEditor'
import { GapEditor } from './GapEditor'

interface Props {
  rule: Rule
  scope: Scope
  onChange: (rule: Rule) => void
  /** Offers to become something else; off where it stands inside another value. */
  menu?: boolean
  /** What it is compared with: gives literals their type and suggestions. */
  beside?: Rule
}

/** Any value of a rule: a field, a figure of events, a function of one, a value of the population, else its text. */
export function ValueEditor({ rule, scope, onChange, menu = true, beside }: Props) {
  return (
    <span className="re-value">
      <ValueBody rule={rule} scope={scope} onChange={onChange} beside={beside} />
      {menu && <ValueMenu rule={rule} scope={scope} onChange={onChange} />}
    </span>
  )
}

function ValueBody({ rule, scope, onChange, beside }: Omit<Props, 'menu'>) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  switch (readValueSort(rule, scope)) {
    case 'literal': {
      const typed = beside ? inferValue(beside, scope, world) : null
      return isLiteral(rule) ? <Operand value={rule} type={typed?.type ?? null} unit={typed?.unit} onChange={onChange} /> : null
    }
    case 'field':
      if (scope.kind === 'event') return <ScopedField rule={rule} scope={scope} onChange={onChange} />
      return 'name' in rule ? <FieldSelect value={rule.name} onChange={(name) => onChange({ name })} /> : null
    case 'aggregate':
      return <AggregateEditor aggregate={rule as Aggregate} scope={scope} onChange={onChange} />
    case 'gap':
      return 'gap' in rule ? <GapEditor gap={rule} onChange={onChange} /> : null
    case 'call': {
      if (!('call' in rule)) return null
      const [first] = rule.args
      const fits = (name: string) => (world.operators.get(name)?.takes.length ?? 0) === 1
      return (
        <>
          <OperatorSelect
            label={t('function')}
            families={['function']}
            fits={fits}
            value={rule.call}
            onChange={(call) => onChange({ call, args: rule.args })}
          />
          {first && <ValueEditor rule={first} scope={scope} onChange={(value) => onChange({ ...rule, args: [value] })} />}
        </>
      )
    }
    case 'population':
      return 'population' in rule ? <PopulationEditor rule={rule} scope={scope} onChange={onChange} /> : null
    case 'text':
      return <TextPart rule={rule} scope={scope} onChange={onChange} label={t('textValue')} />
  }
}

interface AggregateProps {
  aggregate: Aggregate
  scope: Scope
  onChange: (rule: Rule) => void
}

const always = () => true

/** A figure of a customer's events: function, event, property, where, window. */
function AggregateEditor({ aggregate, scope, onChange }: AggregateProps) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const fits = fitProperty(aggregate.aggregate, world)
  const optional = fits !== null && aggregate.property === undefined && canOmit(aggregate.aggregate, world)
  const pieces = {
    function: (
      <OperatorSelect
        label={t('figure')}
        families={['aggregate', 'group']}
        fits={(name) => name !== 'any'}
        value={aggregate.aggregate}
        onChange={(name) => onChange(changeAggregate(aggregate, name, world))}
      />
    ),
    k: aggregate.aggregate === 'top' && (
      <Length label={t('topCount')} value={aggregate.k ?? 1} onChange={(k) => onChange(withCount(aggregate, k))} />
    ),
    event:
      scope.kind === 'group' ? (
        <Word>{world.events.get(foldName(scope.event))?.label ?? aggregate.event}</Word>
      ) : (
        <EventSelect value={aggregate.event} onChange={(event) => onChange(changeEvent(aggregate, event, world))} />
      ),
    property: fits !== null && !optional && (
      <PropertySelect
        event={aggregate.event}
        value={aggregate.property ?? ''}
        fits={fits ?? always}
        onChange={(property) => onChange(setSelection(aggregate, { property }))}
      />
    ),
    of: fits !== null && !optional && <Word>{t('of')}</Word>,
    where: (
      <WhereEditor
        event={aggregate.event}
        where={aggregate.where}
        onChange={(where) => onChange(setSelection(aggregate, { where }))}
      />
    ),
    window: <WindowPicker value={aggregate.window} onChange={(window) => onChange(setSelection(aggregate, { window }))} />,
  }
  const instant = aggregate.aggregate === 'first' || aggregate.aggregate === 'last'
  return (
    <Sentence
      pieces={pieces}
      en={['function', 'k', 'property', 'of', 'event', 'window', 'where']}
      zh={
        instant
          ? ['function', 'event', 'of', 'property', 'window', 'where']
          : ['window', 'event', 'of', 'property', 'function', 'k', 'where']
      }
    />
  )
}

function canOmit(name: string, world: World): boolean {
  return (world.operators.get(name)?.takes ?? []).includes('event')
}

function withCount(aggregate: Aggregate, k: number): Aggregate {
  const { k: _old, ...rest } = aggregate
  return k > 1 ? { ...rest, k } : rest
}

interface PopulationProps {
  rule: { population: string; of: Rule; p?: string }
  scope: Scope
  onChange: (rule: Rule) => void
}

function PopulationEditor({ rule, scope, onChange }: PopulationProps) {
  const { t } = useTranslation('rule-editor')
  return (
    <>
      <OperatorSelect
        label={t('population')}
        families={['population']}
        value={rule.population}
        onChange={(name) =>
          onChange(name === 'rank' ? { population: name, of: rule.of } : { population: name, of: rule.of, p: rule.p ?? '90' })
        }
      />
      {rule.p !== undefined && (
        <InputNumber<string>
          size="small"
          variant="filled"
          className="re-number"
          aria-label={t('percentile')}
          min="0"
          max="100"
          controls={false}
          stringMode
          value={rule.p}
          suffix={<span className="tg-quiet tg-small">%</span>}
          onChange={(p) => p !== null && String(p) !== '' && onChange({ ...rule, p: String(p) })}
        />
      )}
      <ValueEditor rule={rule.of} scope={scope} onChange={(of) => onChange({ ...rule, of })} />
    </>
  )
}
