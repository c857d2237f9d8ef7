import { DeleteOutlined, DownOutlined, HolderOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'
import { useLanguage } from '@/lib/appearance'
import { ProblemLine, type Reading, type Rule, type World } from '@/rule-editor'
import { nextKey, type CaseState } from '../tag'
import { RuleBox } from './RuleBox'

interface Props {
  world: World
  cases: CaseState[]
  onChange: (cases: CaseState[], key?: string) => void
  readings: ReadonlyMap<string, Reading>
  problems: ReadonlyMap<number, Problem>
}

const DRAGGED = 'application/x-tagma-case'

/** Several values with their conditions: the first that fits wins, so their order counts. */
export function CasesWay({ world, cases, onChange, readings, problems }: Props) {
  const { t } = useTranslation('tag-editor')
  const [open, setOpen] = useState<string | null>(cases.length === 1 ? (cases[0]?.id ?? null) : null)
  const [over, setOver] = useState<number | null>(null)
  const rest = cases.some((each) => each.otherwise)
  const replace = (next: CaseState, key?: string) =>
    onChange(
      cases.map((each) => (each.id === next.id ? next : each)),
      key,
    )
  const move = (id: string, at: number) => {
    const from = cases.findIndex((each) => each.id === id)
    const item = cases[from]
    if (!item || item.otherwise) return
    const others = cases.filter((each) => each.id !== id)
    const most = others.filter((each) => !each.otherwise).length
    const place = Math.max(0, Math.min(most, from < at ? at - 1 : at))
    onChange([...others.slice(0, place), item, ...others.slice(place)])
  }
  const add = (otherwise: boolean) => {
    const made: CaseState = { id: nextKey(), is: '', label: { en: '', zh: '' }, rule: null, otherwise }
    const before = cases.filter((each) => !each.otherwise)
    onChange(otherwise ? [...cases, made] : [...before, made, ...cases.filter((each) => each.otherwise)])
    setOpen(made.id)
  }
  const drop = (at: number) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return
      event.preventDefault()
      setOver(at)
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: DragEvent) => {
      setOver(null)
      const id = event.dataTransfer.getData(DRAGGED)
      if (id) move(id, at)
    },
  })
  return (
    <div className="tag-cases">
      {cases.map((each, index) => (
        <div key={each.id} className={over === index ? 'tag-case tag-over' : 'tag-case'} {...drop(index)}>
          <CaseHead
            item={each}
            number={index + 1}
            open={open === each.id}
            words={each.rule ? readings.get(JSON.stringify(each.rule)) : undefined}
            onOpen={() => setOpen(open === each.id ? null : each.id)}
            onChange={(next, key) => replace(next, key)}
            onMove={(by) => move(each.id, by < 0 ? index - 1 : index + 2)}
            onRemove={() => onChange(cases.filter((other) => other.id !== each.id))}
          />
          {problems.has(index) && <ProblemLine problem={problems.get(index) as Problem} />}
          {open === each.id && !each.otherwise && (
            <div className="tag-case-rule">
              <RuleBox world={world} rule={each.rule} onChange={(rule: Rule | null, key) => replace({ ...each, rule }, key)} />
            </div>
          )}
        </div>
      ))}
      <div className={over === cases.length ? 'tg-row tag-over' : 'tg-row'} {...drop(cases.length)}>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => add(false)}>
          {t('cases.add')}
        </Button>
        {!rest && (
          <Button type="text" onClick={() => add(true)}>
            {t('cases.addRest')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface HeadProps {
  item: CaseState
  number: number
  open: boolean
  words: Reading | undefined
  onOpen: () => void
  onChange: (item: CaseState, key?: string) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

function CaseHead({ item, number, open, words, onOpen, onChange, onMove, onRemove }: HeadProps) {
  const { t } = useTranslation('tag-editor')
  const language = useLanguage()
  const [held, setHeld] = useState(false)
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <div
      className="tag-case-head"
      draggable={held && !item.otherwise}
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, item.id)}
      onDragEnd={() => setHeld(false)}
      onKeyDown={press}
    >
      <button
        type="button"
        className="re-handle"
        disabled={item.otherwise}
        aria-label={t('cases.move', { number })}
        title={t('cases.move', { number })}
        onMouseDown={() => setHeld(true)}
        onMouseUp={() => setHeld(false)}
      >
        <HolderOutlined />
      </button>
      <span className="tg-quiet tg-tabular">{number}</span>
      <Input
        size="small"
        className="tag-is tg-mono"
        aria-label={t('cases.value', { number })}
        placeholder={t('cases.valueHint')}
        value={String(item.is)}
        onChange={(event) => onChange({ ...item, is: event.target.value }, `${item.id} is`)}
      />
      <Input
        size="small"
        className="tag-word"
        aria-label={t('cases.labelEn', { number })}
        placeholder={t('labelEn')}
        value={item.label.en}
        onChange={(event) => onChange({ ...item, label: { ...item.label, en: event.target.value } }, `${item.id} en`)}
      />
      <Input
        size="small"
        className="tag-word"
        aria-label={t('cases.labelZh', { number })}
        placeholder={t('labelZh')}
        value={item.label.zh}
        onChange={(event) => onChange({ ...item, label: { ...item.label, zh: event.target.value } }, `${item.id} zh`)}
      />
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t('cases.remove', { number })}
        title={t('cases.remove', { number })}
        onClick={onRemove}
      />
      {item.otherwise ? (
        <span className="tag-says tg-quiet">{t('cases.rest')}</span>
      ) : (
        <button type="button" className="tag-says" aria-expanded={open} onClick={onOpen}>
          {open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
          <span className="tg-ellipsis">
            {item.rule === null ? t('cases.noRule') : (words?.words?.[language] ?? words?.text ?? '…')}
          </span>
        </button>
      )}
    </div>
  )
}
