import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/sources', title: 'sources:title', load: () => import('./SourcesPage') },
]
