import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/definitions', title: 'definitions:title', load: () => import('./DefinitionsPage') },
  { path: '/definitions/$kind/$name', title: 'definitions:title', load: () => import('./DefinitionPage') },
]
