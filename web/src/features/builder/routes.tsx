import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/segments/new', title: 'builder:title', load: () => import('./BuilderPage') },
  { path: '/segments/$name/edit', title: 'builder:title', load: () => import('./BuilderPage') },
]
