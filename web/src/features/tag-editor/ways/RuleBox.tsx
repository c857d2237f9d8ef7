import { useState } from 'react'
import { joinAreas, RuleEditor, splitAreas, type Areas, type Rule, type World } from '@/rule-editor'

interface Props {
  world: World
  rule: Rule | null
  onChange: (rule: Rule | null, key?: string) => void
}

/** The rows of one rule among others; follows the rule when it changes from outside (undo, another version). */
export function RuleBox({ world, rule, onChange }: Props) {
  const [held, setHeld] = useState<{ rule: Rule | null; areas: Areas }>(() => ({ rule, areas: splitAreas(rule) }))
  const current = JSON.stringify(held.rule) === JSON.stringify(rule) ? held : { rule, areas: splitAreas(rule) }
  if (current !== held) setHeld(current)
  return (
    <RuleEditor
      world={world}
      areas={current.areas}
      onChange={(areas, key) => {
        const next = joinAreas(areas)
        setHeld({ rule: next, areas })
        onChange(next, key)
      }}
    />
  )
}
