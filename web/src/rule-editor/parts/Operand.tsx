import { AutoComplete, InputNumber, Select } from 'antd'
import { useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '@/lib/appearance'
import { useNames } from '../context'
import { useSettled } from '../data/reading'
import { useValues, type Suggestion, type ValueSource } from '../data/values'
import { readLiteral, writeNumber, type Literal, type Rule } from '../tree/rule'
import { isNumber, isTime } from '../tree/typing'
import { findField, type Scope, type ValueType } from '../tree/world'
import { Day } from './WindowPicker'

interface Props {
  value: Literal
  onChange: (value: Literal) => void
  type: ValueType | null
  unit?: string | null
  source?: ValueSource | null
  /** A part of a text, which need not be one of its values. */
  free?: boolean
}

/** The input of one value, by the type of what it is compared with. */
export function Operand({ value, onChange, type, unit, source = null, free = false }: Props) {
  const { t } = useTranslation('rule-editor')
  if (type === 'bool') {
    return (
      <Select
        size="small"
        variant="filled"
        aria-label={t('value')}
        value={readLiteral(value)}
        options={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        onChange={(next) => onChange({ literal: next === 'true' })}
      />
    )
  }
  if ((type !== null && isTime(type)) || 'date' in value || 'instant' in value) {
    const text = readLiteral(value)
    return (
      <Day
        label={t('value')}
        value={text || new Date().toISOString().slice(0, 10)}
        onChange={(next) => onChange(next.includes('T') ? { instant: next } : { date: next })}
      />
    )
  }
  if ((type !== null && isNumber(type)) || 'decimal' in value) {
    return (
      <InputNumber<string>
        size="small"
        variant="filled"
        className="re-amount"
        aria-label={t('value')}
        stringMode
        controls={false}
        value={readLiteral(value)}
        suffix={
          unit ? (
            <span className="tg-quiet tg-small">{unit === 'percent' ? '%' : unit === 'day' ? t('days') : unit}</span>
          ) : undefined
        }
        onChange={(next) => next !== null && String(next) !== '' && onChange(writeNumber(String(next)))}
      />
    )
  }
  if (source === null || free) return <FreeText value={value} onChange={onChange} source={source} />
  return <OneOf value={value} onChange={onChange} source={source} />
}

function useSuggestions(source: ValueSource | null) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const asked = useSettled(typed, 200)
  const values = useValues(source, asked, open)
  return {
    open,
    setOpen,
    typed,
    setTyped,
    items: values.data?.items ?? [],
    total: values.data?.total_distinct,
    loading: values.isFetching,
  }
}

interface TextProps {
  value: Literal
  onChange: Props['onChange']
  source: ValueSource | null
}

/** One of the values that are there, by label, with its count; another can be typed. */
function OneOf({ value, onChange, source }: TextProps) {
  const { t } = useTranslation('rule-editor')
  const label = useValueLabel(source)
  const { setOpen, typed, setTyped, items, total, loading } = useSuggestions(source)
  const text = readLiteral(value)
  const known = items.some((each) => each.value === typed)
  const options = items.map((item) => ({ value: item.value, label: item.label, item }))
  const own = typed !== '' && !known ? [{ value: typed, label: typed }] : []
  return (
    <Select
      size="small"
      variant="filled"
      className="re-text"
      aria-label={t('value')}
      placeholder={t('valuePlaceholder')}
      labelInValue
      value={text === '' ? null : { value: text, label: label(text) }}
      loading={loading}
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={[...options, ...own]}
      optionRender={(option) => {
        const item = (option.data as { item?: Suggestion }).item
        return item ? <ValueLine item={item} /> : option.label
      }}
      popupRender={(menu) => <WithMore menu={menu} shown={items.length} total={total} />}
      onChange={(next) => onChange({ literal: next?.value ?? '' })}
    />
  )
}

function WithMore({ menu, shown, total }: { menu: ReactElement; shown: number; total: number | undefined }) {
  const { t } = useTranslation('rule-editor')
  return (
    <>
      {menu}
      {total !== undefined && total > shown && (
        <div className="re-more tg-quiet tg-small">{t('moreValues', { shown, total })}</div>
      )}
    </>
  )
}

/** The words of a value where the vocabulary has some. */
function useValueLabel(source: ValueSource | null): (text: string) => string {
  const world = useNames()
  const words = source && 'field' in source ? findField(world, source.field)?.values : undefined
  return (text) => words?.find((each) => each.value === text)?.label ?? text
}

function FreeText({ value, onChange, source }: TextProps) {
  const { t } = useTranslation('rule-editor')
  const { setOpen, setTyped, items } = useSuggestions(source)
  const text = readLiteral(value)
  return (
    <AutoComplete
      size="small"
      variant="filled"
      className="re-text"
      aria-label={t('value')}
      placeholder={t('valuePlaceholder')}
      value={text}
      popupMatchSelectWidth={false}
      onOpenChange={setOpen}
      options={items.map((item) => ({ value: item.value, label: <ValueLine item={item} /> }))}
      onChange={(next: string) => {
        setTyped(next)
        onChange({ literal: next })
      }}
      onSelect={(next: string) => onChange({ literal: next })}
    />
  )
}

interface ListProps {
  value: Literal[]
  onChange: (value: Literal[]) => void
  type: ValueType | null
  source: ValueSource | null
}

/** Several values; suggestions stand with their counts, others can be typed. */
export function OperandList({ value, onChange, type, source }: ListProps) {
  const { t } = useTranslation('rule-editor')
  const label = useValueLabel(source)
  const { setOpen, setTyped, items, total, loading } = useSuggestions(source)
  const write = (text: string): Literal => (type !== null && isNumber(type) ? writeNumber(text) : { literal: text })
  return (
    <Select
      size="small"
      variant="filled"
      mode="tags"
      className="re-list"
      aria-label={t('values')}
      placeholder={t('valuesPlaceholder')}
      value={value
        .map(readLiteral)
        .filter((text) => text !== '')
        .map((text) => ({ value: text, label: label(text) }))}
      labelInValue
      loading={loading}
      tokenSeparators={[',', '，', '\n']}
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={items.map((item) => ({ value: item.value, label: item.label, item }))}
      optionRender={(option) => {
        const item = (option.data as { item?: Suggestion }).item
        return item ? <ValueLine item={item} /> : option.label
      }}
      popupRender={(menu) => <WithMore menu={menu} shown={items.length} total={total} />}
      onChange={(next: { value: string }[]) =>
        onChange(next.length ? next.map((each) => write(each.value)) : [{ literal: '' }])
      }
    />
  )
}

function ValueLine({ item }: { item: Suggestion }) {
  const language = useLanguage()
  return (
    <span className="re-name">
      <span>{item.label}</span>
      {item.count !== null && (
        <span className="tg-quiet tg-small tg-tabular">{item.count.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')}</span>
      )}
    </span>
  )
}

/** Where suggestions for a value come from. */
export function findSource(subject: Rule, scope: Scope): ValueSource | null {
  if ('customer' in subject) return { field: subject.customer }
  if ('name' in subject) {
    return scope.kind === 'event' ? { event: scope.event, property: subject.name } : { field: subject.name }
  }
  if ('aggregate' in subject && subject.property !== undefined) {
    return { event: subject.event, property: subject.property }
  }
  return null
}
