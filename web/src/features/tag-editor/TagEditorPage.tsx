import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition } from '@/api/queries/definitions'
import { useParam, useUrlState } from '@/lib/url'
import { readDraft, readMeta, useWorld, type Rule } from '@/rule-editor'
import { Failure, LinesSkeleton, Page } from '@/ui'
import { useTexts } from './queries'
import { listTexts, readTag, type TagState } from './tag'
import { TagEditor } from './TagEditor'
import './tag-editor.css'

/** Makes a tag, or changes one: `/tags/new` (`?from=` another one) and `/tags/x/edit`. */
export default function TagEditorPage() {
  const { t } = useTranslation('tag-editor')
  const name = useParam('name')
  const [search] = useUrlState()
  const from = name || search.from || ''
  const { world, error, retry } = useWorld()
  const definition = useDefinition('tag', from)
  const place = `tag.${name || 'new'}`
  const draft = useMemo(() => readDraft<TagState>(place), [place])
  const body = definition.data?.body ?? null
  const texts = useTexts(useMemo(() => [...new Set(listTexts(body))], [body]))
  const crumbs = [{ label: t('tags'), to: '/tags' }]

  const failed = error ?? (from ? definition.error : null) ?? texts.error
  if (failed) {
    const again = () => {
      retry()
      texts.retry()
      if (from) void definition.refetch()
    }
    return (
      <Page title={t('title')} crumbs={crumbs}>
        <Failure error={failed} onRetry={again} />
      </Page>
    )
  }
  if (world === null || (from !== '' && !definition.data) || texts.readings === null) {
    return (
      <Page title={t('title')} crumbs={crumbs}>
        <LinesSkeleton rows={12} />
      </Page>
    )
  }
  const rules = new Map<string, Rule>()
  for (const [text, reading] of texts.readings) if (reading.json) rules.set(text, reading.json)
  const own = name ? body : body && { ...body, name: undefined, label: undefined }
  const start = readTag(own, readMeta(name || null, own), rules)
  return (
    <TagEditor
      key={`${place} ${from}`}
      world={world}
      place={place}
      name={name || null}
      body={name ? body : null}
      version={name ? (definition.data?.version ?? null) : null}
      start={start}
      draft={draft}
    />
  )
}
