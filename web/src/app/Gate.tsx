import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { watchExpiry } from '@/api/client'
import { SESSION_KEY, useSession } from '@/api/queries/session'
import { LoginPage } from '@/features/login/LoginPage'
import { Failure } from '@/ui/Failure'
import { PagePending } from './states'

/**
 * Shows the pages to who is logged in, else the log-in page. A session that ends while a page is open puts the log-in
 * *over* the page, which stays mounted: the address and everything typed are still there afterwards.
 */
export function Gate({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const session = useSession()
  const [entered, setEntered] = useState(false)
  const me = session.data ?? null
  useEffect(() => watchExpiry(() => queries.setQueryData(SESSION_KEY, null)), [queries])
  if (me !== null && !entered) setEntered(true)
  if (session.isPending) return <PagePending />
  if (session.isError && !entered) {
    return (
      <div className="tg-page">
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </div>
    )
  }
  return (
    <>
      {entered && (
        <div style={{ display: me === null ? 'none' : 'contents' }} inert={me === null}>
          {children}
        </div>
      )}
      {me === null && <LoginPage again={entered} />}
    </>
  )
}
