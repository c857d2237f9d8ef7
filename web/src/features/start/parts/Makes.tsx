import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Uploaded } from '@/api/shapes'
import { useLanguage } from '@/lib/appearance'
import { Card } from '@/ui'

const KINDS = ['event', 'tag', 'segment'] as const

/** What taking the file adds: events, tags, segments by name. */
export function Makes({ changes }: { changes: Uploaded['changes'] }) {
  const { t } = useTranslation('start')
  const language = useLanguage()
  if (changes.length === 0) return null
  const name = ({ body, name }: Uploaded['changes'][number]): string => {
    const label = (body as { label?: string | Record<string, string> } | null)?.label
    return (typeof label === 'string' ? label : label?.[language]) ?? name
  }
  return (
    <Card title={t('makes.title')}>
      <div className="tg-column start-makes">
        {KINDS.map((kind) => {
          const made = changes.filter((change) => change.kind === kind)
          return made.length === 0 ? null : (
            <div key={kind}>
              <div className="tg-quiet tg-small">{t(`makes.${kind}`, { count: made.length })}</div>
              <div className="tg-row tg-wrap start-tags">
                {made.map((change) => (
                  <Tag key={change.name} title={change.name}><span data-verbatim>{name(change)}</span></Tag>
                ))}
              </div>
            </div>
          )
        })}
        {KINDS.every((kind) => changes.every((change) => change.kind !== kind)) && <div className="tg-quiet">{t('makes.sourceOnly')}</div>}
      </div>
    </Card>
  )
}
