import { Card, LinesSkeleton } from '@/ui'

/** The home page's boxes, grey, where they will stand. */
export function HomeSkeleton() {
  return (
    <div className="tg-column" aria-busy="true">
      <div className="tg-kpis" style={{ height: 136 }}>
        <div className="tg-kpi" style={{ gridColumn: '1 / -1' }}>
          <LinesSkeleton rows={3} />
        </div>
      </div>
      <div className="tg-grid">
        <div className="tg-span-7">
          <Card><LinesSkeleton rows={8} height={304} /></Card>
        </div>
        <div className="tg-span-5">
          <Card><LinesSkeleton rows={8} height={304} /></Card>
        </div>
      </div>
    </div>
  )
}
