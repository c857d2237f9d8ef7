import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTemplates } from '@/api/queries/sources'
import type { SourceTemplate } from '@/api/shapes'
import { Empty, Loaded } from '@/ui'
import { WAYS } from './ways'

/** Ways to bring data, and templates by family; the search looks at names and texts. */
export function Catalogue({ search }: { search: string }) {
  const { t } = useTranslation('sources')
  const templates = useTemplates()
  const wanted = search.trim().toLowerCase()
  const fits = (...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(wanted))
  const ways = WAYS.filter(({ name }) => fits(t(`new.way.${name}.name`), t(`new.way.${name}.text`)))
  return (
    <>
      {ways.length > 0 && (
        <section aria-labelledby="source-ways">
          <h2 className="source-group" id="source-ways">{t('new.ways')}</h2>
          <div className="source-catalogue">
            {ways.map(({ name, to, search: query }) => (
              <Choice key={name} to={to ?? '/sources/new'} search={to === undefined ? { way: name } : (query ?? {})} name={t(`new.way.${name}.name`)} text={t(`new.way.${name}.text`)} />
            ))}
          </div>
        </section>
      )}
      <Loaded query={templates} rows={8}>
        {({ items }) => {
          const found = items.filter((each) => fits(each.name, each.label, each.description, each.family_label))
          const families = [...new Map(found.map((each) => [each.family, each.family_label]))]
          if (found.length === 0 && ways.length === 0) return <Empty title={t('new.nothing')} small />
          return families.map(([family, label]) => (
            <section key={family} aria-labelledby={`source-${family}`}>
              <h2 className="source-group" id={`source-${family}`}>{label}</h2>
              <div className="source-catalogue">
                {found.filter((each: SourceTemplate) => each.family === family).map((each) => (
                  <Choice key={each.name} to="/sources/new" search={{ template: each.name }} name={each.label} text={each.description} />
                ))}
              </div>
            </section>
          ))
        }}
      </Loaded>
    </>
  )
}

function Choice({ to, search, name, text }: { to: string; search: Record<string, string>; name: string; text: string }) {
  return (
    <Link to={to} search={search as never} className="source-choice">
      <strong>{name}</strong>
      <span className="tg-quiet tg-small">{text}</span>
    </Link>
  )
}
