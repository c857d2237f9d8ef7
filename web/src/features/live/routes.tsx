import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [{ path: '/live', title: 'live:title', load: () => import('./LivePage') }]
