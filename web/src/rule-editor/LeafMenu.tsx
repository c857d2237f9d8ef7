import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Popover } from 'antd'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from './context'
import { BARE, KINDS, listChoices, makeBare, searchChoices, type Choice, type Kind } from './tree/choices'
import type { Rule } from './tree/rule'

interface Props {
  label: string
  onAdd: (rule: Rule) => void
  primary?: boolean
}

/** The one menu of everything that can be added: by kind at the left, by name at the right, searched in both. */
export function LeafMenu({ label, onAdd, primary = false }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      styles={{ container: { padding: 0 } }}
      content={
        <Menu
          onClose={() => setOpen(false)}
          onAdd={(rule) => {
            setOpen(false)
            onAdd(rule)
          }}
        />
      }
    >
      <Button
        size="small"
        type={primary ? 'primary' : 'default'}
        icon={<PlusOutlined aria-hidden />}
        aria-haspopup="dialog"
        aria-expanded={open}
      >
        {label}
      </Button>
    </Popover>
  )
}

const MOST = 80

function Menu({ onAdd, onClose }: { onAdd: (rule: Rule) => void; onClose: () => void }) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<Kind | null>(null)
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)

  const all = useMemo(() => {
    const bare = BARE.flatMap((each): Choice[] => {
      const rule = makeBare(each, world)
      return rule ? [{ kind: each, name: each, label: t(`kinds.${each}`), make: () => makeBare(each, world) ?? rule }] : []
    })
    return [...listChoices(world), ...bare]
  }, [world, t])
  const kinds = useMemo(() => KINDS.filter((each) => all.some((choice) => choice.kind === each)), [all])
  const found = useMemo(() => {
    const within = kind === null ? all : all.filter((each) => each.kind === kind)
    const fit = searchChoices(within, typed, (each) => t(`kinds.${each}`))
    const order = (each: Choice) => KINDS.indexOf(each.kind)
    return typed === '' ? [...fit].sort((a, b) => order(a) - order(b)) : fit
  }, [all, kind, typed, t])
  const shown = found.slice(0, MOST)

  useEffect(() => setActive(0), [typed, kind])
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setActive((at) => (at + step + shown.length) % Math.max(1, shown.length))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      const chosen = shown[active]
      if (chosen) onAdd(chosen.make())
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
    }
  }
  return (
    <div className="re-menu" role="dialog" aria-label={t('add')}>
      <Input
        autoFocus
        variant="borderless"
        className="re-menu-search"
        prefix={<SearchOutlined className="tg-quiet" />}
        placeholder={t('search')}
        aria-label={t('search')}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length ? `${id}-${active}` : undefined}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
      />
      <div className="re-menu-body">
        <div className="re-menu-kinds" role="group" aria-label={t('kinds.label')}>
          <KindButton chosen={kind === null} label={t('kinds.all')} onClick={() => setKind(null)} />
          {kinds.map((each) => (
            <KindButton
              key={each}
              chosen={kind === each}
              label={t(`kinds.${each}`)}
              onClick={() => {
                const bare = BARE.includes(each) ? makeBare(each, world) : null
                if (bare) onAdd(bare)
                else setKind(each)
              }}
            />
          ))}
        </div>
        <div className="re-menu-list" role="listbox" id={`${id}-list`} aria-label={t('add')} ref={list}>
          {shown.map((choice, index) => (
            <div
              key={`${choice.kind} ${choice.name}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className="re-menu-item"
              onMouseEnter={() => setActive(index)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onAdd(choice.make())}
            >
              <span className="tg-ellipsis">{choice.label}</span>
              <span className="tg-quiet tg-small">{t(`kinds.${choice.kind}`)}</span>
            </div>
          ))}
          {found.length === 0 && <div className="re-menu-none tg-quiet">{t('nothingFits')}</div>}
          {found.length > MOST && (
            <div className="re-more tg-quiet tg-small">{t('moreChoices', { count: found.length - MOST })}</div>
          )}
        </div>
      </div>
    </div>
  )
}

function KindButton({ chosen, label, onClick }: { chosen: boolean; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="re-menu-kind"
      aria-pressed={chosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {label}
    </button>
  )
}
