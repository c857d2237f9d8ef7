import { useCallback, useEffect, useReducer } from 'react'
import type { Areas } from './tree/areas'

interface History {
  past: Areas[]
  present: Areas
  future: Areas[]
  key: string | null
  at: number
}

type Step =
  | { do: 'change'; areas: Areas; key: string | null; at: number }
  | { do: 'undo' }
  | { do: 'redo' }
  | { do: 'reset'; areas: Areas }

const DEEPEST = 200
/** Changes of one condition within so many milliseconds are one step. */
const TOGETHER = 800

export function stepHistory(history: History, step: Step): History {
  switch (step.do) {
    case 'change': {
      const together = step.key !== null && step.key === history.key && step.at - history.at < TOGETHER
      const past = together ? history.past : [...history.past.slice(-DEEPEST), history.present]
      return { past, present: step.areas, future: [], key: step.key, at: step.at }
    }
    case 'undo': {
      const before = history.past[history.past.length - 1]
      if (!before) return history
      return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], key: null, at: 0 }
    }
    case 'redo': {
      const [after, ...future] = history.future
      if (!after) return history
      return { past: [...history.past, history.present], present: after, future, key: null, at: 0 }
    }
    case 'reset':
      return startHistory(step.areas)
  }
}

export function startHistory(areas: Areas): History {
  return { past: [], present: areas, future: [], key: null, at: 0 }
}

/** The areas of a rule with a history: Ctrl+Z takes a step back, Ctrl+Shift+Z or Ctrl+Y forward. */
export function useRuleAreas(first: () => Areas) {
  const [history, dispatch] = useReducer(stepHistory, undefined, () => startHistory(first()))
  const change = useCallback(
    (areas: Areas, key?: string) => dispatch({ do: 'change', areas, key: key ?? null, at: Date.now() }),
    [],
  )
  const reset = useCallback((areas: Areas) => dispatch({ do: 'reset', areas }), [])
  const undo = useCallback(() => dispatch({ do: 'undo' }), [])
  const redo = useCallback(() => dispatch({ do: 'redo' }), [])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const target = event.target as HTMLElement | null
      // A text that is being written has its own history.
      if (target?.closest('textarea, .ant-modal, .ant-drawer')) return
      const key = event.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      event.preventDefault()
      dispatch({ do: key === 'y' || event.shiftKey ? 'redo' : 'undo' })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return {
    areas: history.present,
    change,
    reset,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}
