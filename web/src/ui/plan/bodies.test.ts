import { expect, it } from 'vitest'
import { compareBodies } from './bodies'

it('names the fields in which two bodies differ', () => {
  const theirs = { when: 'a > 1', label: { en: 'A', zh: '甲' }, cases: [1, 2] }
  const mine = { when: 'a > 2', label: { en: 'A', zh: '乙' }, cases: [1, 2], owner: 'x' }
  expect(compareBodies(theirs, mine)).toEqual([
    { path: 'when', before: 'a > 1', after: 'a > 2' },
    { path: 'label.zh', before: '甲', after: '乙' },
    { path: 'owner', before: undefined, after: 'x' },
  ])
  expect(compareBodies(theirs, theirs)).toEqual([])
})
