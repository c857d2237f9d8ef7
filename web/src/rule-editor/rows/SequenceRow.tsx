import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { EventSelect } from '../parts/names'
import { Sentence, Word } from '../parts/Sentence'
import { WhereEditor } from '../parts/WhereEditor'
import { Length, UnitSelect, WindowPicker } from '../parts/WindowPicker'
import { FIXED_UNITS, type Did, type Rule, type Step, type Window } from '../tree/rule'

interface Props {
  rule: Did
  onChange: (rule: Rule) => void
}

/** Events in order: each after the one before, some within a time, some not happening, all in one window. */
export function SequenceRow({ rule, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const write = (did: Step[], window: Window | undefined = rule.window) => onChange(window ? { did, window } : { did })
  const replace = (at: number, step: Step) => write(rule.did.map((each, index) => (index === at ? step : each)))
  const last = rule.did[rule.did.length - 1]
  return (
    <span className="re-sequence">
      <span className="re-line">
        <Word>{t('sequence.title')}</Word>
        <WindowPicker
          value={rule.window}
          onChange={(window) => onChange(window ? { did: rule.did, window } : { did: rule.did })}
        />
      </span>
      <ol className="re-steps">
        {rule.did.map((step, index) => (
          <li key={index} className="re-line">
            <StepEditor step={step} first={index === 0} onChange={(next) => replace(index, next)} />
            {rule.did.length > 1 && (
              <Button
                size="small"
                type="text"
                className="re-quiet"
                icon={<CloseOutlined aria-hidden />}
                aria-label={t('sequence.remove', { number: index + 1 })}
                title={t('sequence.remove', { number: index + 1 })}
                onClick={() => write(startPositive(rule.did.filter((_, at) => at !== index)))}
              />
            )}
          </li>
        ))}
      </ol>
      <Button
        size="small"
        type="text"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => write([...rule.did, { event: last?.event ?? '' }])}
      >
        {t('sequence.add')}
      </Button>
    </span>
  )
}

/** A sequence begins with something that happened. */
function startPositive(steps: Step[]): Step[] {
  const [first, ...rest] = steps
  return first ? [{ event: first.event, ...(first.where ? { where: first.where } : {}) }, ...rest] : steps
}

interface StepProps {
  step: Step
  first: boolean
  onChange: (step: Step) => void
}

function StepEditor({ step, first, onChange }: StepProps) {
  const { t } = useTranslation('rule-editor')
  const { not, within, ...events } = step
  const write = (change: Partial<Step>) => {
    const next = { ...events, within, not, ...change }
    onChange({
      event: next.event,
      ...(next.where ? { where: next.where } : {}),
      ...(next.within ? { within: next.within } : {}),
      ...(next.not ? { not: true } : {}),
    })
  }
  return (
    <>
      {first ? (
        <Word>{t('sequence.first')}</Word>
      ) : (
        <Select
          size="small"
          variant="filled"
          aria-label={t('sequence.how')}
          popupMatchSelectWidth={false}
          value={not ? 'not' : 'then'}
          options={[
            { value: 'then', label: t('sequence.then') },
            { value: 'not', label: t('sequence.not') },
          ]}
          onChange={(how) => write({ not: how === 'not' })}
        />
      )}
      <EventSelect value={step.event} onChange={(event) => write({ event, where: undefined })} />
      <WhereEditor event={step.event} where={step.where} onChange={(where) => write({ where })} />
      {!first && <WithinEditor within={within} onChange={(next) => write({ within: next })} />}
    </>
  )
}

interface WithinProps {
  within: Step['within']
  onChange: (within: Step['within']) => void
}

/** How soon after the step before: at any time, or within a length. */
function WithinEditor({ within, onChange }: WithinProps) {
  const { t } = useTranslation('rule-editor')
  const how = (
    <Select
      size="small"
      variant="filled"
      aria-label={t('sequence.when')}
      popupMatchSelectWidth={false}
      value={within ? 'within' : 'any'}
      options={[
        { value: 'any', label: t('sequence.anyTime') },
        { value: 'within', label: t('sequence.within') },
      ]}
      onChange={(next) => onChange(next === 'within' ? { number: 7, unit: 'day' } : undefined)}
    />
  )
  if (!within) return how
  return (
    <Sentence
      en={['how', 'number', 'unit']}
      zh={['how', 'number', 'unit', 'end']}
      pieces={{
        how,
        number: (
          <Length label={t('sequence.length')} value={within.number} onChange={(number) => onChange({ ...within, number })} />
        ),
        unit: (
          <UnitSelect
            units={FIXED_UNITS}
            value={within.unit}
            count={within.number}
            onChange={(unit) => onChange({ ...within, unit })}
          />
        ),
        end: <Word>{t('sequence.withinEnd')}</Word>,
      }}
    />
  )
}
