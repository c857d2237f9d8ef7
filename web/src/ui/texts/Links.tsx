import { Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { formatValue } from '@/lib/format'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../useLocale'

/** A customer's id, leading to their page. */
export function CustomerLink({ id, children }: { id: string; children?: ReactNode }) {
  return (
    <Link to="/customers/$id" params={{ id } as never} className="tg-mono">
      {children ?? id}
    </Link>
  )
}

/** Where each kind of definition has a page of its own. */
export function linkDefinition(kind: string, name: string): string {
  if (kind === 'tag') return `/tags/${encodeURIComponent(name)}`
  if (kind === 'segment') return `/segments/${encodeURIComponent(name)}`
  return `/definitions/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`
}

/** A definition by its label, leading to its page; the name is the title. */
export function DefinitionLink({ kind, name, label }: { kind: string; name: string; label?: string | null }) {
  return (
    <Link to={linkDefinition(kind, name)} title={name} data-verbatim>
      {label || name}
    </Link>
  )
}

/** The value of a tag: its label where it has one; yes or no in words. */
export function TagValue({ value, label, type, unit }: { value: unknown; label?: string | null; type?: string | null; unit?: string | null }) {
  const { t } = useTranslation('ui')
  const locale = useLocale()
  const text = label || formatValue(value, locale, { type, unit, yes: t('yes'), no: t('no') })
  if (value === null || value === undefined) return <span className="tg-quiet">{text}</span>
  if (typeof value === 'number') return <span className="tg-tabular">{text}</span>
  // The value itself, in the title, is a word of nobody: it is what rules write.
  const title = typeof value === 'string' && label && label !== value ? value : undefined
  return (
    <Tag title={title} data-verbatim={title && true}>
      {text}
    </Tag>
  )
}
