import { useCallback, useEffect, useReducer } from 'react'

interface History<Content> {
  past: Content[]
  present: Content
  future: Content[]
  key: string | null
  at: number
}

type Step<Content> =
  | { do: 'change'; content: Content; key: string | null; at: number }
  | { do: 'undo' }
  | { do: 'redo' }
  | { do: 'reset'; content: Content }

const DEEPEST = 200
/** Changes of one condition within so many milliseconds are one step. */
const TOGETHER = 800

export function stepHistory<Content>(history: History<Content>, step: Step<Content>): History<Content> {
  switch (step.do) {
    case 'change': {
      const together = step.key !== null && step.key === history.key && step.at - history.at < TOGETHER
      const past = together ? history.past : [...history.past.slice(-DEEPEST), history.present]
      return { past, present: step.content, future: [], key: step.key, at: step.at }
    }
    case 'undo': {
      const before = history.past[history.past.length - 1]
      if (!before) return history
      return {
        past: history.past.slice(0, -1),
        present: before,
        future: [history.present, ...history.future],
        key: null,
        at: 0,
      }
    }
    case 'redo': {
      const [after, ...future] = history.future
      if (!after) return history
      return { past: [...history.past, history.present], present: after, future, key: null, at: 0 }
    }
    case 'reset':
      return startHistory(step.content)
  }
}

export function startHistory<Content>(content: Content): History<Content> {
  return { past: [], present: content, future: [], key: null, at: 0 }
}

/** Something that is edited, with a history: Ctrl+Z takes a step back, Ctrl+Shift+Z or Ctrl+Y forward. */
export function useHistory<Content>(first: () => Content) {
  const [history, dispatch] = useReducer(stepHistory<Content>, undefined, () => startHistory(first()))
  const change = useCallback(
    (content: Content, key?: string) => dispatch({ do: 'change', content, key: key ?? null, at: Date.now() }),
    [],
  )
  const reset = useCallback((content: Content) => dispatch({ do: 'reset', content }), [])
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
    content: history.present,
    change,
    reset,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}
