import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'
import { RuleContext } from './context'
import { useToday } from './data/world'
import { GroupBox, type Edits } from './GroupBox'
import type { Areas } from './tree/areas'
import {
  duplicateItem,
  findItem,
  insertItem,
  moveItem,
  negateItem,
  newGroup,
  newLeaf,
  removeItem,
  shiftItem,
  toItem,
  toRule,
  unwrapGroup,
  updateGroup,
  updateItem,
  wrapItem,
  type Group,
  type Item,
} from './tree/outline'
import { isConnective, isNot, type Rule } from './tree/rule'
import type { World } from './tree/world'
import './rule-editor.css'

interface Props {
  world: World
  areas: Areas
  /** `key` names what is being edited, so that letters typed one after another are one step of the history. */
  onChange: (areas: Areas, key?: string) => void
  problems?: ReadonlyMap<string, Problem>
  /** Stands where nothing is included yet. */
  start?: ReactNode
}

const NONE: ReadonlyMap<string, Problem> = new Map()

/** The rule as rows: who is included, who is excluded. */
export function RuleEditor({ world, areas, onChange, problems = NONE, start }: Props) {
  const { t } = useTranslation('rule-editor')
  const today = useToday()
  const around = useMemo(() => ({ world, today, problems }), [world, today, problems])
  const cross = (id: string, from: 'include' | 'exclude') => {
    const to = from === 'include' ? 'exclude' : 'include'
    const item = findItem(areas[from], id)
    if (!item) return
    onChange({ ...areas, [from]: removeItem(areas[from], id), [to]: insertItem(areas[to], areas[to].id, item) })
  }
  const include = makeEdits(
    areas.include,
    (group, key) => onChange({ ...areas, include: group }, key),
    'exclude',
    (id) => cross(id, 'include'),
  )
  const exclude = makeEdits(
    areas.exclude,
    (group, key) => onChange({ ...areas, exclude: group }, key),
    'include',
    (id) => cross(id, 'exclude'),
  )
  return (
    <RuleContext.Provider value={around}>
      <section className="re-area" aria-label={t('include')}>
        <h2 className="re-title">{t('include')}</h2>
        {areas.include.items.length === 0 && (
          <div className="re-everyone tg-quiet">{areas.exclude.items.length ? t('everyone') : (start ?? t('empty'))}</div>
        )}
        <GroupBox root group={areas.include} edits={include} addLabel={t('addCondition')} />
      </section>
      <section className="re-area re-area-exclude" aria-label={t('exclude')}>
        <h2 className="re-title">{t('exclude')}</h2>
        {areas.exclude.items.length === 0 && <div className="re-everyone tg-quiet">{t('nobodyExcluded')}</div>}
        <GroupBox root group={areas.exclude} edits={exclude} addLabel={t('addExclusion')} />
      </section>
    </RuleContext.Provider>
  )
}

/** What the boxes of one area ask for, carried out on its outline. */
function makeEdits(
  root: Group,
  onChange: (root: Group, key?: string) => void,
  cross: 'exclude' | 'include',
  onCross: (id: string) => void,
): Edits {
  return {
    cross,
    add: (group, rule) => onChange(insertItem(root, group, toAdded(rule))),
    addGroup: (group) => onChange(insertItem(root, group, newGroup([], 'or'))),
    remove: (id) => onChange(removeItem(root, id)),
    replace: (id, rule) =>
      onChange(
        updateItem(root, id, (item) => replaceRule(item, rule)),
        id,
      ),
    join: (group, joint) => onChange(updateGroup(root, group, (found) => ({ ...found, joint }))),
    move: (id, group, at) => onChange(moveItem(root, id, group, at)),
    act: (id, action) => {
      switch (action) {
        case 'up':
        case 'down':
          return onChange(shiftItem(root, id, action === 'up' ? -1 : 1))
        case 'copy':
          return onChange(duplicateItem(root, id))
        case 'wrap':
          return onChange(wrapItem(root, id))
        case 'unwrap':
          return onChange(unwrapGroup(root, id))
        case 'negate':
          return onChange(negateItem(root, id))
        case 'cross':
          return onCross(id)
      }
    },
  }
}

function toAdded(rule: Rule): Item {
  return isConnective(rule) ? toItem(rule) : newLeaf(rule)
}

/** The same place with another rule: one that is written with and, or or not becomes a group of its own. */
function replaceRule(item: Item, rule: Rule): Item {
  if (!isConnective(rule) && !isNot(rule)) return { kind: 'leaf', id: item.id, negated: item.negated, rule }
  const made = toItem(rule)
  const inner = item.negated && made.negated ? newLeaf(toRule(made) ?? rule) : made
  return { ...inner, id: item.id, negated: item.negated || inner.negated }
}
