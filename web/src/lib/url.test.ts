import { expect, it } from 'vitest'
import { parseSearch, writeSearch } from './url'

it('keeps every value text, and leaves out what is empty', () => {
  expect(parseSearch('?a=1&b=true&c=')).toEqual({ a: '1', b: 'true', c: '' })
  expect(writeSearch({ a: '1', b: undefined, c: '', d: '沉睡 & co' })).toBe('?a=1&d=%E6%B2%89%E7%9D%A1+%26+co')
  expect(parseSearch(writeSearch({ rule: "\"x\" = 'a+b'" }))).toEqual({ rule: "\"x\" = 'a+b'" })
  expect(writeSearch({})).toBe('')
})
