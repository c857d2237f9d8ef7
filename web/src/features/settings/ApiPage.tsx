import { Collapse } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useOpenApi } from '@/api/queries/openapi'
import { useUrlState } from '@/lib/url'
import { ButtonLink, CodeBlock, Empty, Loaded, Page, SearchBox } from '@/ui'
import { type Description, type Entry, listEntries, resolve, type Schema, writeCurl, writeType } from './openapi'
import './settings.css'

/** Every address of the API, drawn from the server's description. */
export default function ApiPage() {
  const { t } = useTranslation('settings')
  const [url, setUrl] = useUrlState()
  const query = useOpenApi<Description>()
  return (
    <Page
      title={t('api.title')}
      subtitle={t('api.subtitle')}
      actions={
        <>
          <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer">{t('api.file')}</a>
          <ButtonLink to="/settings" search={{ tab: 'keys' }}>{t('tab.keys')}</ButtonLink>
        </>
      }
    >
      <div className="tg-column tg-api">
        <SearchBox value={url.q ?? ''} label={t('api.search')} width={320} onChange={(q) => setUrl({ q })} />
        <Loaded query={query} rows={12}>
          {(description) => <Entries description={description} search={url.q ?? ''} />}
        </Loaded>
      </div>
    </Page>
  )
}

function Entries({ description, search }: { description: Description; search: string }) {
  const { t } = useTranslation('settings')
  const groups = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    const found = new Map<string, Entry[]>()
    for (const entry of listEntries(description)) {
      if (wanted !== '' && !`${entry.method} ${entry.path} ${entry.summary}`.toLowerCase().includes(wanted)) continue
      found.set(entry.tag, [...(found.get(entry.tag) ?? []), entry])
    }
    return [...found]
  }, [description, search])
  if (groups.length === 0) return <Empty title={t('api.noMatch')} small />
  return groups.map(([tag, entries]) => (
    <section key={tag} className="tg-api-group" aria-label={tag} data-verbatim>
      <h2 className="tg-quiet" style={{ fontSize: 14 }}>{tag}</h2>
      <Collapse
        size="small"
        items={entries.map((entry) => ({
          key: `${entry.method} ${entry.path}`,
          label: (
            <span className="tg-api-head">
              <span className="tg-api-method">{entry.method}</span>
              <span className="tg-api-path tg-ellipsis" title={entry.path}>{entry.path}</span>
              <span className="tg-quiet tg-ellipsis">{firstLine(entry)}</span>
            </span>
          ),
          children: <Details entry={entry} description={description} />,
        }))}
      />
    </section>
  ))
}

function Details({ entry, description }: { entry: Entry; description: Description }) {
  const { t } = useTranslation('settings')
  return (
    <div className="tg-column">
      {entry.description.includes('\n') && <div style={{ whiteSpace: 'pre-line' }}>{entry.description}</div>}
      {entry.parameters.length > 0 && (
        <Fields
          title={t('api.parameters')}
          rows={entry.parameters.map((each) => ({
            name: each.name,
            place: t(`api.where.${each.in}`, { defaultValue: each.in }),
            schema: each.schema,
            required: each.required ?? false,
            description: each.description ?? each.schema?.description ?? '',
          }))}
        />
      )}
      {entry.body && <Fields title={t('api.body')} rows={listFields(entry.body, description)} />}
      {entry.answer && <Fields title={t('api.answer')} rows={listFields(entry.answer, description)} />}
      <CodeBlock text={writeCurl(entry, description, window.location.origin)} label={t('api.curl')} />
    </div>
  )
}

/** What it does: the description's first line; the summary where there is none. */
const firstLine = (entry: Entry): string => entry.description.split('\n')[0] || entry.summary

interface Row {
  name: string
  place?: string
  schema?: Schema
  required: boolean
  description: string
}

function listFields(schema: Schema, description: Description): Row[] {
  const found = resolve(schema.type === 'array' && schema.items ? schema.items : schema, description)
  const required = new Set(found.required ?? [])
  return Object.entries(found.properties ?? {}).map(([name, each]) => ({
    name,
    schema: each,
    required: required.has(name),
    description: each.description ?? '',
  }))
}

function Fields({ title, rows }: { title: string; rows: Row[] }) {
  const { t } = useTranslation('settings')
  if (rows.length === 0) return null
  return (
    <table>
      <caption className="tg-quiet tg-small" style={{ textAlign: 'left' }}>{title}</caption>
      <thead>
        <tr>
          <th scope="col" style={{ width: '22%' }}>{t('api.name')}</th>
          <th scope="col" style={{ width: '30%' }}>{t('api.type')}</th>
          <th scope="col">{t('api.meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.place ?? ''}${row.name}`}>
            <td className="tg-mono">{row.name}{row.required && <span className="tg-quiet tg-small"> {t('api.required')}</span>}</td>
            <td className="tg-mono">{writeType(row.schema)}{row.place && <span className="tg-quiet tg-small"> {row.place}</span>}</td>
            <td>{row.description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
