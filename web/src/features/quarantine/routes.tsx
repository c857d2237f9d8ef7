import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [{ path: '/quarantine', title: 'quarantine:title', name: 'quarantine', load: () => import('./QuarantinePage') }]
