import { DatePicker, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useSurroundings } from '../context'
import { PERIODS, UNITS, type Period, type Unit, type Window } from '../tree/rule'
import { changeSort, readSort, shiftDay, SORTS, type Sort } from '../tree/windows'
import { Sentence, Word } from './Sentence'

interface Props {
  value: Window | undefined
  onChange: (window: Window | undefined) => void
}

/** Which time counts: ever, the last 30 days, last month, from a day to a day ... in the workspace's time zone. */
export function WindowPicker({ value, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const { today } = useSurroundings()
  const sort = readSort(value)
  const offered = SORTS.filter((each) => each !== 'next' || sort === 'next')
  return (
    <span className="re-window">
      <Select<Sort>
        size="small"
        variant="filled"
        aria-label={t('window.label')}
        popupMatchSelectWidth={false}
        value={sort}
        options={offered.map((each) => ({ value: each, label: t(`window.${each}`) }))}
        onChange={(next) => onChange(changeSort(value, next, today))}
      />
      {value !== undefined && <WindowFields value={value} onChange={onChange} />}
    </span>
  )
}

function WindowFields({ value, onChange }: { value: Window; onChange: (window: Window) => void }) {
  const { t } = useTranslation('rule-editor')
  if ('last' in value || 'next' in value) {
    const key = 'last' in value ? 'last' : 'next'
    const length = 'last' in value ? value.last : value.next
    const write = (number: number, unit: Unit) => onChange(key === 'last' ? { last: number, unit } : { next: number, unit })
    return (
      <>
        <Length label={t('window.length')} value={length} onChange={(number) => write(number, value.unit)} />
        <UnitSelect value={value.unit} count={length} onChange={(unit) => write(length, unit)} />
      </>
    )
  }
  if ('ago' in value) {
    return (
      <Sentence
        en={['until', 'and', 'ago', 'unit', 'end']}
        zh={['ago', 'and', 'until', 'unit', 'end']}
        pieces={{
          ago: <Length label={t('window.older')} value={value.ago} onChange={(ago) => onChange({ ...value, ago })} />,
          until: (
            <Length
              label={t('window.newer')}
              least={0}
              value={value.until}
              onChange={(until) => onChange({ ...value, until })}
            />
          ),
          and: <Word>{t('window.agoAnd')}</Word>,
          unit: <UnitSelect value={value.unit} count={value.ago} onChange={(unit) => onChange({ ...value, unit })} />,
          end: <Word>{t('window.agoEnd')}</Word>,
        }}
      />
    )
  }
  if ('this' in value || 'previous' in value) {
    const period = 'this' in value ? value.this : value.previous
    return (
      <Select<Period>
        size="small"
        variant="filled"
        aria-label={t('window.period')}
        value={period}
        popupMatchSelectWidth={false}
        options={PERIODS.map((each) => ({ value: each, label: t(`period.${each}`) }))}
        onChange={(next) => onChange('this' in value ? { this: next } : { previous: next })}
      />
    )
  }
  return <WindowDays value={value} onChange={onChange} />
}

function WindowDays({ value, onChange }: { value: Window; onChange: (window: Window) => void }) {
  const { t } = useTranslation('rule-editor')
  const { world } = useSurroundings()
  const zone = <Word>{t('window.zone', { zone: world.timeZone })}</Word>
  if ('since' in value) {
    return (
      <>
        <Day label={t('window.since')} value={value.since} onChange={(since) => onChange({ since })} />
        {zone}
      </>
    )
  }
  if ('before' in value) {
    return (
      <>
        <Day label={t('window.before')} value={value.before} onChange={(before) => onChange({ before })} />
        {zone}
      </>
    )
  }
  if (!('from' in value)) return null
  // The end of the language is exclusive; people mean the last day, so that is what the picker shows.
  const whole = !value.to.includes('T')
  const shown = whole ? shiftDay(value.to, -1) : value.to
  return (
    <>
      <Day
        label={t('window.from')}
        value={value.from}
        onChange={(from) => onChange({ from, to: from < value.to ? value.to : shiftDay(from, 1) })}
      />
      <Word>{t('window.to')}</Word>
      <Day
        label={t('window.toDay')}
        value={shown}
        onChange={(to) => {
          const end = to.includes('T') ? to : shiftDay(to, 1)
          onChange({ from: value.from < end ? value.from : to, to: end })
        }}
      />
      {zone}
    </>
  )
}

/** As wide as its digits, so that a row reads like a sentence and no figure is cut. */
export const fitWidth = (value: number): { width: string } => ({ width: `calc(${Math.max(3, String(value).length)}ch + 26px)` })

interface LengthProps {
  label: string
  value: number
  onChange: (value: number) => void
  least?: number
}

export function Length({ label, value, onChange, least = 1 }: LengthProps) {
  return (
    <InputNumber
      size="small"
      variant="filled"
      className="re-number"
      style={fitWidth(value)}
      aria-label={label}
      min={least}
      max={100_000}
      precision={0}
      controls={false}
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  )
}

interface UnitProps {
  value: Unit
  count: number
  onChange: (unit: Unit) => void
  units?: readonly Unit[]
}

export function UnitSelect({ value, count, onChange, units = UNITS }: UnitProps) {
  const { t } = useTranslation('rule-editor')
  return (
    <Select<Unit>
      size="small"
      variant="filled"
      aria-label={t('window.unit')}
      value={value}
      popupMatchSelectWidth={false}
      options={units.map((each) => ({ value: each, label: t(`unit.${each}`, { count }) }))}
      onChange={onChange}
    />
  )
}

/** A local day; an instant that a rule was written with keeps its time. */
export function Day({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const timed = value.includes('T')
  return (
    <DatePicker
      size="small"
      variant="filled"
      className="re-day"
      aria-label={label}
      allowClear={false}
      showTime={timed}
      value={dayjs(value)}
      onChange={(next) => next && onChange(next.format(timed ? 'YYYY-MM-DDTHH:mm:ss' : 'YYYY-MM-DD'))}
    />
  )
}
