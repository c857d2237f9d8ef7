import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/tags', title: 'tags:title', load: () => import('./TagsPage') },
  { path: '/tags/$name', title: 'tags:title', load: () => import('./TagPage') },
]
