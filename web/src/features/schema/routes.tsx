import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/schema', title: 'schema:title', load: () => import('./SchemaPage') },
]
