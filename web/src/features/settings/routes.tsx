import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/settings', title: 'settings:title', load: () => import('./SettingsPage') },
  { path: '/api-reference', name: 'api', title: 'settings:api.title', load: () => import('./ApiPage') },
]
