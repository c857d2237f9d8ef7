/** The rooms that the sider and the search lead to. */
export const PLACES = [
  { name: 'home', to: '/' },
  { name: 'customers', to: '/customers' },
  { name: 'tags', to: '/tags' },
  { name: 'segments', to: '/segments' },
  { name: 'data', to: '/data' },
  { name: 'definitions', to: '/definitions' },
  { name: 'runs', to: '/runs' },
  { name: 'settings', to: '/settings' },
] as const
