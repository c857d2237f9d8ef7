import { expect, it } from 'vitest'
import { findPlace, groupPlaces, PLACES } from './places'

it('puts the rooms of data under one heading, in their order', () => {
  const groups = groupPlaces([{ name: 'home', to: '/' }, { name: 'a', to: '/a', under: 'data' }, { name: 'b', to: '/b', under: 'data' }, { name: 'c', to: '/c' }])
  expect(groups.map(({ name }) => name)).toEqual(['home', 'data', 'c'])
  expect(groups[1]).toMatchObject({ places: [{ name: 'a' }, { name: 'b' }] })
})

it('knows the room of an address', () => {
  expect(findPlace(PLACES, '/')).toBe('home')
  expect(findPlace(PLACES, '/sources/orders')).toBe('sources')
  expect(findPlace(PLACES, '/sourcesx')).toBe('')
})
