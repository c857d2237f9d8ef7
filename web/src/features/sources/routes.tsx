import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/sources', title: 'sources:title', load: () => import('./SourcesPage') },
  { path: '/sources/new', title: 'sources:new.title', name: 'source-new', load: () => import('./NewSourcePage') },
  { path: '/sources/$name', title: 'sources:title', load: () => import('./SourcePage') },
]
