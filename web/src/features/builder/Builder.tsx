import { AppstoreOutlined, RedoOutlined, SaveOutlined, UndoOutlined } from '@ant-design/icons'
import { Alert, Button, Tooltip } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'
import { useSession } from '@/api/queries/session'
import { formatInstant } from '@/lib/format'
import {
  dropDraft,
  findLeafAt,
  joinAreas,
  keepDraft,
  readMeta,
  RuleEditor,
  splitAreas,
  useHistory,
  useReading,
  useSettled,
  type Draft,
  type Meta,
  type Rule,
  type World,
} from '@/rule-editor'
import { Page, useLocale } from '@/ui'
import { Panel } from './panel/Panel'
import { chooseColumns } from './panel/columns'
import { usePreview } from './queries'
import { SaveDialog } from './save/SaveDialog'
import { TemplateDialog } from './templates/TemplateDialog'

/** What a draft of a segment holds. */
export interface Written {
  rule: Rule | null
  meta: Meta
}

/** What a builder begins with. */
export interface Start {
  /** The segment that is changed; null for a new one. */
  name: string | null
  rule: Rule | null
  body: Record<string, unknown> | null
  version: number | null
  author: string | null
  /** A static segment from a list: it has no rule yet. */
  members: boolean
  draft: Draft<Written> | null
}

interface Props {
  world: World
  place: string
  start: Start
}

const QUIET_MS = 250

/** The builder: the rule as rows at the left, what it means and whom it holds for at the right. */
export function Builder({ world, place, start }: Props) {
  const { t } = useTranslation('builder')
  const locale = useLocale()
  const viewer = useSession().data?.role === 'viewer'
  const [draft, setDraft] = useState(start.draft)
  const {
    content: areas,
    change,
    reset,
    undo,
    redo,
    canUndo,
    canRedo,
  } = useHistory(() => splitAreas(draft ? draft.content.rule : start.rule))
  const [meta, setMeta] = useState<Meta>(() => draft?.content.meta ?? readMeta(start.name, start.body))
  const [base, setBase] = useState(draft ? draft.base : start.version)
  const [saving, setSaving] = useState(false)
  const [choosing, setChoosing] = useState(false)

  const rule = useMemo(() => joinAreas(areas), [areas])
  const reading = useReading(useMemo(() => (rule ? { json: rule } : null), [rule]))
  const read = rule !== null && !reading.isPlaceholderData ? reading.data : undefined
  const settled = useSettled(rule, QUIET_MS)
  const sound = settled !== null && settled === rule && read?.valid === true && read.type === 'bool'
  const [asked, setAsked] = useState<Rule | null>(null)
  useEffect(() => {
    if (sound || rule === null) setAsked(rule)
  }, [sound, rule])
  const columns = useMemo(() => chooseColumns(asked, world), [asked, world])
  const preview = usePreview(asked, columns)
  const seen = sound && asked === rule && preview.data !== undefined && !preview.isPlaceholderData

  useEffect(() => {
    performance.mark('builder-shown')
    performance.measure('builder-open', 'builder-code', 'builder-shown')
    performance.measure('builder-draw', 'builder-data', 'builder-shown')
  }, [])

  const dirty = canUndo || draft !== null
  useEffect(() => {
    if (dirty) keepDraft(place, { content: { rule, meta }, base, at: new Date().toISOString() })
  }, [dirty, place, rule, meta, base])

  const problems = useMemo(() => {
    const found = new Map<string, Problem>()
    if (rule !== null && read?.error) {
      const id = findLeafAt(rule, read.error.where?.field ?? '$', [areas.include, areas.exclude])
      if (id !== null) found.set(id, read.error)
    }
    return found
  }, [rule, read, areas])

  const discard = () => {
    dropDraft(place)
    setDraft(null)
    reset(splitAreas(start.rule))
    setMeta(readMeta(start.name, start.body))
    setBase(start.version)
  }
  const write = useCallback((next: Rule) => change(splitAreas(next), 'text'), [change])
  const title = start.name === null ? t('titleNew') : t('titleEdit', { name: meta.label[locale.language] || start.name })

  return (
    <Page
      full
      title={title}
      crumbs={[{ label: t('segments'), to: '/segments' }]}
      actions={
        <>
          <Button
            type="text"
            icon={<UndoOutlined aria-hidden />}
            disabled={!canUndo}
            aria-label={t('undo')}
            title={t('undo')}
            onClick={undo}
          />
          <Button
            type="text"
            icon={<RedoOutlined aria-hidden />}
            disabled={!canRedo}
            aria-label={t('redo')}
            title={t('redo')}
            onClick={redo}
          />
          <Button icon={<AppstoreOutlined aria-hidden />} onClick={() => setChoosing(true)}>
            {t('templates.open')}
          </Button>
          <Tooltip
            title={
              viewer
                ? t('save.viewer')
                : seen
                  ? undefined
                  : t(rule === null ? 'save.empty' : read && !read.valid ? 'save.wrong' : 'save.unseen')
            }
          >
            <Button
              type="primary"
              icon={<SaveOutlined aria-hidden />}
              disabled={!seen || viewer}
              onClick={() => setSaving(true)}
            >
              {t('save.open')}
            </Button>
          </Tooltip>
        </>
      }
    >
      <div className="builder">
        <div className="builder-rule">
          {start.members && rule === null && <Alert className="builder-note" type="info" showIcon title={t('fromList')} />}
          {draft && (
            <Alert
              className="builder-note"
              type="info"
              showIcon
              title={t('draft', { at: formatInstant(draft.at, locale) })}
              action={
                <Button size="small" onClick={discard}>
                  {t('discard')}
                </Button>
              }
            />
          )}
          <RuleEditor
            world={world}
            areas={areas}
            onChange={change}
            problems={problems}
            start={
              <>
                {t('start')}{' '}
                <Button size="small" type="link" onClick={() => setChoosing(true)}>
                  {t('startTemplate')}
                </Button>
              </>
            }
          />
        </div>
        <Panel
          world={world}
          rule={rule}
          reading={reading.data}
          current={read !== undefined}
          readingError={reading.error}
          preview={preview}
          counted={asked}
          seen={seen}
          onText={write}
        />
      </div>
      <SaveDialog
        open={saving}
        name={start.name}
        body={start.body}
        meta={meta}
        onMeta={setMeta}
        text={read?.text ?? ''}
        base={base}
        onBase={setBase}
        world={world}
        onSaved={() => {
          dropDraft(place)
          setDraft(null)
        }}
        onClose={() => setSaving(false)}
      />
      <TemplateDialog
        open={choosing}
        world={world}
        onClose={() => setChoosing(false)}
        onChoose={(made, label) => {
          setChoosing(false)
          change(splitAreas(made))
          setMeta((before) => (before.label.en || before.label.zh ? before : { ...before, ...label }))
        }}
      />
    </Page>
  )
}
