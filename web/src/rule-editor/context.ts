import { createContext, useContext } from 'react'
import type { Problem } from '@/api/problem'
import type { World } from './tree/world'

export interface RuleSurroundings {
  world: World
  /** The local day of the workspace's clock. */
  today: string
  /** What the server finds wrong with single conditions, by their identity. */
  problems: ReadonlyMap<string, Problem>
}

export const RuleContext = createContext<RuleSurroundings | null>(null)

export function useSurroundings(): RuleSurroundings {
  const found = useContext(RuleContext)
  if (!found) throw new Error('a part of the rule editor outside of it')
  return found
}

export const useNames = (): World => useSurroundings().world
