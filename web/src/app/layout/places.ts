/** The rooms that the sider and the search lead to; `under` puts some below one heading of the sider. */
export const PLACES = [
  { name: 'home', to: '/' },
  { name: 'customers', to: '/customers' },
  { name: 'tags', to: '/tags' },
  { name: 'segments', to: '/segments' },
  { name: 'sources', to: '/sources', under: 'data' },
  { name: 'schema', to: '/schema', under: 'data' },
  { name: 'quality', to: '/quality', under: 'data' },
  { name: 'live', to: '/live', under: 'data' },
  { name: 'quarantine', to: '/quarantine', under: 'data' },
  { name: 'definitions', to: '/definitions' },
  { name: 'runs', to: '/runs' },
  { name: 'settings', to: '/settings' },
] as const satisfies Place[]

export interface Place {
  name: string
  to: string
  under?: 'data'
}

export interface PlaceGroup {
  name: string
  places: readonly Place[]
}

/** The rooms in their order, those under one heading together. */
export function groupPlaces(places: readonly Place[]): (Place | PlaceGroup)[] {
  const found: (Place | PlaceGroup)[] = []
  for (const place of places) {
    if (place.under === undefined) found.push(place)
    else {
      const last = found.at(-1)
      if (last && 'places' in last && last.name === place.under) found[found.length - 1] = { ...last, places: [...last.places, place] }
      else found.push({ name: place.under, places: [place] })
    }
  }
  return found
}

/** The room of an address; '' where it is of none. */
export function findPlace(places: readonly Place[], pathname: string): string {
  return places.find(({ to }) => (to === '/' ? pathname === to : pathname === to || pathname.startsWith(`${to}/`)))?.name ?? ''
}
