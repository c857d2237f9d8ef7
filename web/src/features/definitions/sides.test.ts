import { expect, it } from 'vitest'
import { readDiff, splitSides } from './sides'

const TEXT = '--- version 1\n+++ version 2\n@@ -1,3 +1,3 @@\n kind: segment\n-when: a > 1\n-owner: x\n+when: a > 2\n name: s\n'

it('reads a unified diff without its heads', () => {
  expect(readDiff(TEXT).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'hunk @@ -1,3 +1,3 @@', 'same kind: segment', 'gone when: a > 1', 'gone owner: x', 'added when: a > 2', 'same name: s',
  ])
})

it('puts what a line became beside it', () => {
  const rows = splitSides(readDiff(TEXT)).map(({ before, after }) => [before?.text ?? null, after?.text ?? null])
  expect(rows.slice(2)).toEqual([['when: a > 1', 'when: a > 2'], ['owner: x', null], ['name: s', 'name: s']])
})
