import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/runs', title: 'runs:title', load: () => import('./RunsPage') },
  { path: '/runs/$id', title: 'runs:title', load: () => import('./RunPage') },
]
