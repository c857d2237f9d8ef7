import { DeleteOutlined, HolderOutlined, PlusSquareOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames, useSurroundings } from './context'
import { ItemMenu, type Action } from './ItemMenu'
import { LeafMenu } from './LeafMenu'
import { JointSwitch } from './parts/JointSwitch'
import { ProblemLine } from './parts/ProblemLine'
import { Leaf } from './rows/Leaf'
import type { Group, Item, Joint } from './tree/outline'
import type { Rule } from './tree/rule'

/** What the boxes of an area ask for; the area carries it out on its outline. */
export interface Edits {
  add: (group: string, rule: Rule) => void
  addGroup: (group: string) => void
  remove: (id: string) => void
  replace: (id: string, rule: Rule) => void
  join: (group: string, joint: Joint) => void
  act: (id: string, action: Exclude<Action, 'text'>) => void
  move: (id: string, group: string, at: number) => void
  cross?: 'exclude' | 'include'
}

/** The kind of data a dragged condition travels as. */
const DRAGGED = 'application/x-tagma-condition'

interface Props {
  group: Group
  edits: Edits
  root?: boolean
  addLabel: string
}

/** A bracket: its conditions one below the other, joined by and or or, with a line that shows how far it reaches. */
export function GroupBox({ group, edits, root = false, addLabel }: Props) {
  const { t } = useTranslation('rule-editor')
  const [over, setOver] = useState<number | null>(null)
  const drop = (at: number) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return
      event.preventDefault()
      event.stopPropagation()
      setOver(at)
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: DragEvent) => {
      const id = event.dataTransfer.getData(DRAGGED)
      setOver(null)
      if (id === '') return
      event.preventDefault()
      event.stopPropagation()
      edits.move(id, group.id, at)
    },
  })
  return (
    <div className={root ? 're-group re-root' : `re-group re-group-${group.joint}`} role="group" aria-label={t('group')}>
      {group.items.map((item, index) => (
        <div key={item.id} className={over === index ? 're-slot re-over' : 're-slot'} {...drop(index)}>
          {index > 0 ? (
            <JointSwitch joint={group.joint} onChange={(joint) => edits.join(group.id, joint)} />
          ) : (
            <span className="re-joint-space" aria-hidden />
          )}
          <ItemBox item={item} edits={edits} />
        </div>
      ))}
      <div className={over === group.items.length ? 're-foot re-over' : 're-foot'} {...drop(group.items.length)}>
        <LeafMenu label={addLabel} onAdd={(rule) => edits.add(group.id, rule)} />
        <Button size="small" type="text" icon={<PlusSquareOutlined aria-hidden />} onClick={() => edits.addGroup(group.id)}>
          {t('addGroup')}
        </Button>
      </div>
    </div>
  )
}

function ItemBox({ item, edits }: { item: Item; edits: Edits }) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const { problems } = useSurroundings()
  const [asText, setAsText] = useState(false)
  const [held, setHeld] = useState(false)
  const problem = problems.get(item.id)
  const act = (action: Action) => (action === 'text' ? setAsText(true) : edits.act(item.id, action))
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    edits.act(item.id, event.key === 'ArrowUp' ? 'up' : 'down')
  }
  return (
    <div
      className={`re-item re-item-${item.kind}${problem ? ' re-wrong' : ''}`}
      draggable={held}
      onDragStart={(event) => {
        event.stopPropagation()
        event.dataTransfer.setData(DRAGGED, item.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragEnd={() => setHeld(false)}
      onKeyDown={press}
      data-item={item.kind}
    >
      <button
        type="button"
        className="re-handle"
        aria-label={t('item.move')}
        title={t('item.move')}
        onMouseDown={() => setHeld(true)}
        onMouseUp={() => setHeld(false)}
      >
        <HolderOutlined />
      </button>
      <div className="re-content">
        {item.negated && <span className="re-not">{world.operators.get('not')?.words}</span>}
        {item.kind === 'leaf' ? (
          <Leaf
            rule={item.rule}
            onChange={(rule) => edits.replace(item.id, rule)}
            asText={asText}
            onTextEnd={() => setAsText(false)}
          />
        ) : (
          <GroupBox group={item} edits={edits} addLabel={t('addCondition')} />
        )}
        {problem && <ProblemLine problem={problem} />}
      </div>
      <div className="re-tools">
        <ItemMenu item={item} label={t('item.more')} cross={edits.cross} onAction={act} />
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={item.kind === 'group' ? t('removeGroup') : t('removeCondition')}
          title={item.kind === 'group' ? t('removeGroup') : t('removeCondition')}
          onClick={() => edits.remove(item.id)}
        />
      </div>
    </div>
  )
}
