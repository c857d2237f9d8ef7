import type { PageRoute } from '@/lib/route'

export const routes: PageRoute[] = [
  { path: '/customers', title: 'customers:title', load: () => import('./CustomersPage') },
  { path: '/customers/$id', title: 'customers:title', load: () => import('./CustomerPage') },
]
