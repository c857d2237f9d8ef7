import i18next from 'i18next'
import { use, type ComponentType } from 'react'
import { ProblemError } from '@/api/problem'

const AGAIN = 1000

/**
 * A page whose code is asked for when it is first drawn (or before, by `preload`). Where it cannot be had, the page says
 * so and may be tried again; the window is not loaded anew, so that nothing typed elsewhere is lost.
 */
export function makeLazy(load: () => Promise<{ default: ComponentType }>) {
  let asked: Promise<{ default: ComponentType }> | null = null
  let failedAt: number | null = null
  const preload = () => {
    if (asked !== null && (failedAt === null || Date.now() - failedAt < AGAIN)) return asked
    failedAt = null
    asked = load().catch(() => {
      failedAt = Date.now()
      throw new ProblemError({ code: 'unreachable', message: i18next.t('ui:failure.unreachable'), nearest: [], errors: [] }, 0)
    })
    return asked
  }
  function Lazy() {
    const { default: Inside } = use(preload())
    return <Inside />
  }
  return { Lazy, preload }
}
