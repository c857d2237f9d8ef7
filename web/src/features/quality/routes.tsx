import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/quality', title: 'quality:title', load: () => import('./QualityPage') },
]
