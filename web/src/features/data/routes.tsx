import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/data', title: 'data:title', load: () => import('./DataPage') },
]
