import { SearchOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { AutoComplete, Input, type InputRef } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFoundCustomers, useNames } from '@/api/queries/search'
import { linkDefinition } from '@/ui'
import { PLACES } from './places'
import { matchNames } from './match'

/** Text that stays as it is for a moment. */
function useSettled(text: string, ms = 200): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms)
    return () => clearTimeout(timer)
  }, [text, ms])
  return settled
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** One field for everything that has a page; `/` leads into it from everywhere. */
export function Search() {
  const { t } = useTranslation('ui')
  const navigate = useNavigate()
  const input = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [touched, setTouched] = useState(false)
  const wanted = text.trim()
  const names = useNames(touched)
  const customers = useFoundCustomers(useSettled(wanted))

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  const options = useMemo(() => {
    if (wanted === '') return []
    const line = (to: string, label: string, name = '') => ({
      value: to,
      label: (
        <div className="tg-row tg-between">
          <span className="tg-ellipsis">{label}</span>
          <code className="tg-mono tg-quiet tg-small tg-ellipsis">{name}</code>
        </div>
      ),
    })
    const pages = matchNames(
      PLACES.map(({ name, to }) => ({ name: to, label: t(`nav.${name}`) })),
      wanted,
      3,
    )
    const groups = [
      { key: 'pages', items: pages.map(({ name, label }) => line(name, label)) },
      {
        key: 'segments',
        items: matchNames(names.data?.segments ?? [], wanted, 6).map(({ name, label }) => line(linkDefinition('segment', name), label, name)),
      },
      {
        key: 'tags',
        items: matchNames(names.data?.tags ?? [], wanted, 6).map(({ name, label }) => line(linkDefinition('tag', name), label, name)),
      },
      { key: 'customers', items: (customers.data ?? []).map((id) => line(`/customers/${encodeURIComponent(id)}`, id)) },
    ]
    return groups
      .filter(({ items }) => items.length > 0)
      .map(({ key, items }) => ({ label: t(`search.${key}`), options: items }))
  }, [wanted, names.data, customers.data, t])

  return (
    <AutoComplete
      className="tg-search"
      value={text}
      options={options}
      defaultActiveFirstOption
      popupMatchSelectWidth={400}
      notFoundContent={wanted === '' ? null : customers.isFetching || names.isFetching ? t('search.looking') : t('search.nothing')}
      onFocus={() => setTouched(true)}
      onSearch={setText}
      onSelect={(to: string) => {
        setText('')
        input.current?.blur()
        void navigate({ href: to })
      }}
    >
      <Input
        ref={input}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('search.hint')}
        aria-label={t('search.label')}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          setText('')
          input.current?.blur()
        }}
      />
    </AutoComplete>
  )
}
