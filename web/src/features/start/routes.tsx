import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/start', title: 'start:title', load: () => import('./StartPage') },
]
