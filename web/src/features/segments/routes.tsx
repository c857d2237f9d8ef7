import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/segments', title: 'segments:title', load: () => import('./SegmentsPage') },
  { path: '/segments/$name', title: 'segments:title', load: () => import('./SegmentPage') },
]
