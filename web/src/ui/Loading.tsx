import { Skeleton } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './Failure'

/** Grey lines of a known height: nothing moves when the content comes. */
export function LinesSkeleton({ rows = 4, height }: { rows?: number; height?: number }) {
  return (
    <div aria-busy="true" data-state="loading" style={height === undefined ? undefined : { height, overflow: 'hidden' }}>
      <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  )
}

interface Props<Data> {
  query: UseQueryResult<Data>
  /** What stands while it loads; lines where it is not given. */
  skeleton?: ReactNode
  rows?: number
  height?: number
  children: (data: Data) => ReactNode
}

/** Loading, failed or there: the three ways of a query. An older answer stays while a newer one is on its way. */
export function Loaded<Data>({ query, skeleton, rows, height, children }: Props<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} small />
  return skeleton === undefined ? <LinesSkeleton rows={rows} height={height} /> : <div data-state="loading">{skeleton}</div>
}
