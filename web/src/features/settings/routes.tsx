import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/settings', title: 'settings:title', load: () => import('./SettingsPage') },
  { path: '/settings/api', title: 'settings:title', load: () => import('./ApiPage') },
]
