import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { parseSearch, writeSearch } from '@/lib/url'
import { findPageName, PageNameContext, type PageRoute } from '@/lib/route'
import { routes as builder } from '@/features/builder/routes'
import { routes as customers } from '@/features/customers/routes'
import { routes as definitions } from '@/features/definitions/routes'
import { routes as home } from '@/features/home/routes'
import { routes as quality } from '@/features/quality/routes'
import { routes as live } from '@/features/live/routes'
import { routes as quarantine } from '@/features/quarantine/routes'
import { routes as runs } from '@/features/runs/routes'
import { routes as schema } from '@/features/schema/routes'
import { routes as segments } from '@/features/segments/routes'
import { routes as settings } from '@/features/settings/routes'
import { routes as sources } from '@/features/sources/routes'
import { routes as start } from '@/features/start/routes'
import { routes as tagEditor } from '@/features/tag-editor/routes'
import { routes as tags } from '@/features/tags/routes'
import { makeLazy } from './lazy'
import { Crash, Lost, PagePending } from './states'
import { Frame } from './layout/Frame'

const PAGES: PageRoute[] = [
  ...home, ...customers, ...tags, ...tagEditor, ...segments, ...builder,
  ...start, ...sources, ...schema, ...quality,
  ...live, ...quarantine,
  ...definitions, ...runs, ...settings,
]

const root = createRootRoute({ component: Frame, notFoundComponent: Lost })

function draw(page: PageRoute) {
  const { Lazy, preload } = makeLazy(page.load)
  const name = findPageName(page)
  const Drawn = () => (
    <PageNameContext value={name}>
      <Lazy />
    </PageNameContext>
  )
  return Object.assign(Drawn, { preload: async () => void (await preload()) })
}

const children = PAGES.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    validateSearch: (search: Record<string, unknown>) => search as Record<string, string | undefined>,
    component: draw(page),
  }),
)

/** Where sources, events and traits stood before they had pages of their own. */
const former = createRoute({
  getParentRoute: () => root,
  path: '/data',
  beforeLoad: ({ search }) => {
    const { tab } = search as Record<string, string | undefined>
    throw redirect({ href: tab === 'sources' ? '/sources' : tab === 'traits' ? '/schema?tab=traits' : '/schema', replace: true })
  },
})

export const router = createRouter({
  routeTree: root.addChildren([...children, former]),
  parseSearch,
  stringifySearch: (search) => writeSearch(search as Record<string, string | undefined>),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingMs: 150,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: Crash,
})
