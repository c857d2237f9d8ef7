import { expect, it } from 'vitest'
import { findPageName } from './route'

it('names pages by their rooms', () => {
  expect(findPageName({ path: '/customers', title: 'customers:title' })).toBe('customers')
  expect(findPageName({ path: '/customers/$id', title: 'customers:title' })).toBe('customer')
  expect(findPageName({ path: '/definitions/$kind/$name', title: 'definitions:title' })).toBe('definition')
  expect(findPageName({ path: '/segments/$name/edit', title: 'builder:title' })).toBe('builder')
  expect(findPageName({ path: '/api-reference', title: 'settings:api.title', name: 'api' })).toBe('api')
})
