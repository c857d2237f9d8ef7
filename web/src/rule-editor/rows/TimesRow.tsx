import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { EventSelect } from '../parts/names'
import { Sentence, Word } from '../parts/Sentence'
import { ValueMenu } from '../parts/ValueMenu'
import { WhereEditor } from '../parts/WhereEditor'
import { fitWidth, WindowPicker } from '../parts/WindowPicker'
import type { Aggregate, Rule } from '../tree/rule'
import { readTimes, startTest, writeTimes, type Times } from '../tree/tests'
import { inferValue } from '../tree/typing'
import { changeEvent, setSelection } from '../tree/values'
import { foldName } from '../tree/world'
import type { RowProps } from './Leaf'

const SIGNS = ['>=', '<=', '>', '<', '=', '!=', 'between'] as const

/** Did or did not do an event so many times in a window, where its rows fit. */
export function TimesRow({ rule, scope, onChange }: RowProps) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const found = readTimes(rule)
  if (!found) return null
  const { count, times } = found
  const write = (next: Aggregate, how: Partial<Times> = {}) => onChange(writeTimes(next, { ...times, ...how }))
  const become = (value: Rule) => onChange(startTest(value, inferValue(value, scope, world)?.type ?? null))
  return (
    <Sentence
      en={['did', 'event', 'menu', 'times', 'window', 'where']}
      zh={['window', 'did', 'event', 'menu', 'times', 'where']}
      pieces={{
        did: (
          <Select
            size="small"
            variant="filled"
            aria-label={t('times.label')}
            value={times.did}
            popupMatchSelectWidth={false}
            options={[
              { value: true, label: t('times.did') },
              { value: false, label: t('times.didNot') },
            ]}
            onChange={(did: boolean) => write(count, did ? { did, op: '>=', numbers: [1] } : { did })}
          />
        ),
        event:
          scope.kind === 'group' ? (
            <Word>{world.events.get(foldName(count.event))?.label ?? count.event}</Word>
          ) : (
            <EventSelect value={count.event} onChange={(event) => write(changeEvent(count, event, world))} />
          ),
        menu: <ValueMenu rule={count} scope={scope} onChange={become} />,
        times: times.did && <TimesFields times={times} onChange={(how) => write(count, how)} />,
        window: <WindowPicker value={count.window} onChange={(window) => write(setSelection(count, { window }))} />,
        where: (
          <WhereEditor event={count.event} where={count.where} onChange={(where) => write(setSelection(count, { where }))} />
        ),
      }}
    />
  )
}

function TimesFields({ times, onChange }: { times: Times; onChange: (times: Partial<Times>) => void }) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const [low, high] = times.numbers
  const number = (label: string, value: number, write: (value: number) => void) => (
    <InputNumber
      size="small"
      variant="filled"
      className="re-number"
      style={fitWidth(value)}
      aria-label={label}
      min={0}
      precision={0}
      controls={false}
      value={value}
      onChange={(next) => typeof next === 'number' && write(next)}
    />
  )
  return (
    <>
      <Select
        size="small"
        variant="filled"
        aria-label={t('comparison')}
        popupMatchSelectWidth={false}
        value={times.op}
        options={SIGNS.filter((sign) => world.operators.has(sign)).map((sign) => ({ value: sign, label: t(`sign.${sign}`) }))}
        onChange={(op: string) => onChange({ op, numbers: op === 'between' ? [low, high ?? low] : [low] })}
      />
      {number(t('times.number'), low, (value) =>
        onChange({ numbers: high === undefined ? [value] : [value, Math.max(value, high)] }),
      )}
      {times.op === 'between' && (
        <>
          <Word>{t('and')}</Word>
          {number(t('times.most'), high ?? low, (value) => onChange({ numbers: [low, value] }))}
        </>
      )}
      <Word>{t('times.times', { count: times.op === 'between' ? 2 : low })}</Word>
    </>
  )
}
