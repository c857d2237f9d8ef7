import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/tags/new', title: 'tag-editor:title', load: () => import('./TagEditorPage') },
  { path: '/tags/$name/edit', title: 'tag-editor:title', load: () => import('./TagEditorPage') },
]
