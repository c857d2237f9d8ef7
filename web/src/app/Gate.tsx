import { useEffect, useState, type ReactNode } from 'react'
import { watchExpiry } from '@/api/client'
import { useSession } from '@/api/queries/session'
import { LoginPage } from '@/features/login/LoginPage'
import { Failure } from '@/ui/Failure'
import { PagePending } from './states'

/**
 * Shows the pages to who is logged in, else the log-in page. A session that ends while a page is open puts the log-in
 * *over* the page, which stays mounted: the address and everything typed are still there afterwards.
 */
export function Gate({ children }: { children: ReactNode }) {
  const session = useSession()
  const [entered, setEntered] = useState(false)
  const [ended, setEnded] = useState(0)
  // Who was there stays known while they are away, so that what their role shows stays mounted, too.
  const away = !session.data || session.dataUpdatedAt <= ended
  useEffect(() => watchExpiry(() => setEnded(Date.now())), [])
  if (session.data && !entered) setEntered(true)
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
        <div style={{ display: away ? 'none' : 'contents' }} inert={away}>
          {children}
        </div>
      )}
      {away && <LoginPage again={entered} />}
    </>
  )
}
