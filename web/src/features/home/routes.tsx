import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/', title: 'home:title', load: () => import('./HomePage') },
]
