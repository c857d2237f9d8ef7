import { RedoOutlined, SaveOutlined, UndoOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Segmented, Tooltip } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toProblem, type Problem } from '@/api/problem'
import { useSession } from '@/api/queries/session'
import type { Change } from '@/api/shapes'
import { formatInstant } from '@/lib/format'
import {
  dropDraft,
  findMainEvent,
  fitAggregate,
  foldName,
  isNamed,
  keepDraft,
  MetaForm,
  ProblemLine,
  useHistory,
  useSettled,
  type Draft,
  type World,
} from '@/rule-editor'
import { Card, ConfirmPlan, Page, useLocale } from '@/ui'
import { Placement } from './Placement'
import { TagPanel } from './panel/TagPanel'
import { useRuleReadings, useTagPreview } from './queries'
import { findGap, isTop, listRules, WAYS, writeTag, type TagState, type Way } from './tag'
import { CasesWay } from './ways/CasesWay'
import { MembersWay } from './ways/MembersWay'
import { RfmWay } from './ways/RfmWay'
import { RuleBox } from './ways/RuleBox'
import { ValueLine, ValueWay } from './ways/ValueWay'

interface Props {
  world: World
  place: string
  /** The tag that is changed; null for a new one. */
  name: string | null
  body: Record<string, unknown> | null
  version: number | null
  start: TagState
  draft: Draft<TagState> | null
}

const QUIET_MS = 350

/** A tag by the way it is made, what it says of itself, and whom it would be given to. */
export function TagEditor({ world, place, name, body, version, start, draft: kept }: Props) {
  const { t } = useTranslation('tag-editor')
  const locale = useLocale()
  const viewer = useSession().data?.role === 'viewer'
  const navigate = useNavigate()
  const [draft, setDraft] = useState(kept)
  const { content: tag, change, reset, undo, redo, canUndo, canRedo } = useHistory<TagState>(() => draft?.content ?? start)
  const [base, setBase] = useState(draft ? draft.base : version)
  const [changes, setChanges] = useState<Change[] | null>(null)
  const [saved, setSaved] = useState(false)

  const rules = useMemo(() => listRules(tag), [tag])
  const readings = useRuleReadings(rules)
  const gap = findGap(tag)
  const read = rules.every((rule) => readings.get(JSON.stringify(rule))?.text != null)
  // The rule that carries the window of RFM is read for its text only: its event is nobody's.
  const wrong =
    tag.way === 'rfm'
      ? undefined
      : rules.map((rule) => readings.get(JSON.stringify(rule))?.error).find((error) => error != null)
  const written = useMemo(
    () => (gap === null && read ? writeTag(body, tag, (rule) => readings.get(JSON.stringify(rule))?.text ?? '') : null),
    [gap, read, body, tag, readings],
  )
  const counted = useMemo(() => (written === null || tag.way === 'members' ? null : pickMeaning(written)), [written, tag.way])
  const asked = useSettled(counted, QUIET_MS)
  const preview = useTagPreview(asked)
  const seen =
    counted !== null && JSON.stringify(asked) === JSON.stringify(counted) && preview.isSuccess && !preview.isPlaceholderData

  const dirty = canUndo || draft !== null
  useEffect(() => {
    if (dirty) keepDraft(place, { content: tag, base, at: new Date().toISOString() })
  }, [dirty, place, tag, base])

  const taken = useMemo(() => new Set([...world.fields.keys()]), [world])
  const named = isNamed(tag.meta, name !== null, taken)
  const ready = !viewer && named && written !== null && wrong === undefined && (seen || tag.way === 'members')
  const problems = useMemo(() => findCaseProblems(tag, readings), [tag, readings])
  const valueType = tag.value ? (readings.get(JSON.stringify(tag.value))?.type ?? null) : null
  const set = (next: TagState, key?: string) => change(next, key)
  const choose = (way: Way) => set(startWay({ ...tag, way }, world))
  const reason = viewer
    ? t('gap.viewer')
    : !named
      ? t(tag.meta.name.trim() === '' ? 'gap.name' : 'gap.taken')
      : gap !== null
        ? t(gap)
        : wrong || preview.isError
          ? t('gap.wrong')
          : t('gap.unseen')
  const usual = tag.class ? t(`class.usual.${tag.class}`) : t('class.usual.none')
  const title = name === null ? t('titleNew') : t('titleEdit', { name: tag.meta.label[locale.language] || name })

  return (
    <Page
      title={title}
      crumbs={[{ label: t('tags'), to: '/tags' }]}
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
          <Tooltip title={ready ? undefined : reason}>
            <Button
              type="primary"
              icon={<SaveOutlined aria-hidden />}
              disabled={!ready}
              onClick={() => setChanges([{ kind: 'tag', name: tag.meta.name.trim(), body: written, base_version: base }])}
            >
              {t('save')}
            </Button>
          </Tooltip>
        </>
      }
    >
      {draft && (
        <Alert
          className="tag-note"
          type="info"
          showIcon
          title={t('draft', { at: formatInstant(draft.at, locale) })}
          action={
            <Button
              size="small"
              onClick={() => {
                dropDraft(place)
                setDraft(null)
                setBase(version)
                reset(start)
              }}
            >
              {t('discard')}
            </Button>
          }
        />
      )}
      <div className="tag-editor">
        <div className="tg-column">
          <Card title={t('how')}>
            <div className="tg-column">
              <Segmented
                className="tag-ways"
                aria-label={t('how')}
                value={tag.way}
                options={WAYS.map((way) => ({ value: way, label: t(`way.${way}`) }))}
                onChange={choose}
              />
              <div className="tg-quiet">{t(`way.hint.${tag.way}`)}</div>
              {tag.way === 'when' && (
                <RuleBox world={world} rule={tag.when} onChange={(when, key) => set({ ...tag, when }, key)} />
              )}
              {tag.way === 'cases' && (
                <CasesWay
                  world={world}
                  cases={tag.cases}
                  readings={readings}
                  problems={problems}
                  onChange={(cases, key) => set({ ...tag, cases }, key)}
                />
              )}
              {tag.way === 'value' && <ValueWay world={world} tag={tag} type={valueType} onChange={set} />}
              {tag.way === 'top' && (
                <ValueLine
                  world={world}
                  menu={false}
                  value={tag.value}
                  onChange={(value, key) => set({ ...tag, value }, key)}
                />
              )}
              {tag.way === 'members' && (
                <MembersWay members={tag.members} onChange={(members, key) => set({ ...tag, members }, key)} />
              )}
              {tag.way === 'rfm' && <RfmWay world={world} tag={tag} onChange={set} />}
              {wrong && tag.way !== 'cases' && <ProblemLine problem={wrong} />}
            </div>
          </Card>
          <Card title={t('about')}>
            <div className="tg-column">
              <MetaForm
                meta={tag.meta}
                onChange={(meta) => set({ ...tag, meta }, 'meta')}
                fixed={name !== null}
                taken={taken}
                usual={usual}
              />
              <Placement tag={tag} onChange={set} />
            </div>
          </Card>
        </div>
        <TagPanel preview={preview} gap={gap} asked={counted !== null} seen={seen} way={tag.way} />
      </div>
      <ConfirmPlan
        open={changes !== null}
        title={title}
        changes={changes}
        onApplied={() => {
          setSaved(true)
          dropDraft(place)
          setDraft(null)
        }}
        onRebase={(_kind, _name, next) => setBase(next)}
        onClose={() => {
          setChanges(null)
          if (saved) void navigate({ to: '/tags/$name', params: { name: tag.meta.name.trim() } as never })
        }}
      />
    </Page>
  )
}

/** What of a body changes answers: while only words are typed, nothing is counted again. */
function pickMeaning(body: Record<string, unknown>): Record<string, unknown> {
  const { name: _name, label: _label, description: _text, owner: _owner, path: _path, kind: _kind, ...meaning } = body
  return meaning
}

/** A way that is chosen for the first time begins with something to change. */
function startWay(tag: TagState, world: World): TagState {
  const event = findMainEvent(world)
  if (tag.way === 'top' && !isTop(tag.value)) {
    return {
      ...tag,
      value: fitAggregate({ aggregate: 'top', event, window: { last: 90, unit: 'day' }, k: 3 }, world),
      split: 'none',
    }
  }
  if (tag.way === 'value' && (tag.value === null || isTop(tag.value))) {
    return { ...tag, value: fitAggregate({ aggregate: 'sum', event, window: { last: 365, unit: 'day' } }, world) }
  }
  if (tag.way === 'rfm' && tag.rfm.event === '') {
    const properties = world.events.get(foldName(event))?.properties ?? []
    const amount =
      (properties.find((each) => each.type === 'decimal') ?? properties.find((each) => each.type === 'integer'))?.name ?? ''
    return { ...tag, rfm: { ...tag.rfm, event, amount } }
  }
  return tag
}

/** The mistakes of single cases, by their place. */
function findCaseProblems(tag: TagState, readings: ReturnType<typeof useRuleReadings>): ReadonlyMap<number, Problem> {
  const found = new Map<number, Problem>()
  tag.cases.forEach((each, index) => {
    const reading = each.rule && !each.otherwise ? readings.get(JSON.stringify(each.rule)) : undefined
    if (reading?.error) found.set(index, reading.error)
    else if (reading && reading.type !== 'bool') found.set(index, toProblem(reading.text ?? ''))
  })
  return found
}
