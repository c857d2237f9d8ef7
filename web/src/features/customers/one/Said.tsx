import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer, CustomerTag } from '@/api/portraits/customer'
import { useVocabulary } from '@/api/queries/vocabulary'
import { formatInstant } from '@/lib/format'
import { useCadence } from '@/portraits/definition'
import { Card, DefinitionLink, Instant, TagValue, useLocale } from '@/ui'
import { WhyButton } from './WhyButton'

interface Group {
  category: string
  parts: { name: string; tags: CustomerTag[] }[]
}

/** Tags by category and sub-category, in the order they come. */
function groupTags(tags: readonly CustomerTag[], without: string): Group[] {
  const groups: Group[] = []
  for (const tag of tags) {
    const category = tag.path_labels[0] ?? without
    const name = tag.path_labels[1] ?? ''
    let group = groups.find((each) => each.category === category)
    if (!group) groups.push((group = { category, parts: [] }))
    let section = group.parts.find((each) => each.name === name)
    if (!section) group.parts.push((section = { name, tags: [] }))
    section.tags.push(tag)
  }
  return groups
}

/** What we say about them: tags by taxonomy, since when, how fresh, why; below, the tags they lack. */
export function Said({ customer, onWhy }: { customer: Customer; onWhy: (name: string) => void }) {
  const { t } = useTranslation('customers')
  const groups = useMemo(() => groupTags(customer.tags, t('tags.noPath')), [customer.tags, t])
  return (
    <div className="tg-column">
      {groups.length === 0 && (
        <Card>
          <span className="tg-quiet">{t('tags.none')}</span>
        </Card>
      )}
      {groups.map((group) => (
        <Card key={group.category} title={group.category}>
          <div className="customer-tags">
            {group.parts.map((section) => (
              <section key={section.name}>
                {section.name !== '' && <h3 className="tg-quiet tg-small">{section.name}</h3>}
                {section.tags.map((tag) => (
                  <TagRow key={tag.name} tag={tag} onWhy={onWhy} />
                ))}
              </section>
            ))}
          </div>
        </Card>
      ))}
      <Lacks customer={customer} onWhy={onWhy} />
    </div>
  )
}

function TagRow({ tag, onWhy }: { tag: CustomerTag; onWhy: (name: string) => void }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const cadence = useCadence()
  const fresh = t('tags.fresh', { at: formatInstant(tag.as_of, locale), cadence: cadence(tag.refresh) })
  return (
    <div className="customer-tag">
      <span className="tg-ellipsis">
        <DefinitionLink kind="tag" name={tag.name} label={tag.label} />
      </span>
      <span className="customer-tag-value">
        {Array.isArray(tag.value) ? (
          tag.value.map((each) => <TagValue key={String(each)} value={each} />)
        ) : (
          <TagValue value={tag.value} label={tag.value_label} type={tag.type} unit={tag.unit} />
        )}
      </span>
      <Tooltip title={fresh}>
        <span className="tg-quiet tg-small tg-ellipsis">
          {tag.since ? (
            <>
              {t('tags.since')} <Instant at={tag.since} />
            </>
          ) : (
            t('tags.sinceFirst')
          )}
        </span>
      </Tooltip>
      <WhyButton label={tag.label} onClick={() => onWhy(tag.name)} />
    </div>
  )
}

/** The tags that say nothing of this customer: a click asks why not. */
function Lacks({ customer, onWhy }: { customer: Customer; onWhy: (name: string) => void }) {
  const { t } = useTranslation('customers')
  const { data } = useVocabulary()
  const has = new Set(customer.tags.map((tag) => tag.name))
  const lacks = (data?.fields ?? []).filter((field) => field.kind !== 'trait' && !has.has(field.name))
  if (lacks.length === 0) return null
  return (
    <Card title={t('tags.lacks')}>
      <div className="customer-lacks">
        {lacks.map((field) => (
          <button key={field.name} type="button" title={t('one.whyNotOf', { label: field.label })} onClick={() => onWhy(field.name)}>
            {field.label}
          </button>
        ))}
      </div>
    </Card>
  )
}
