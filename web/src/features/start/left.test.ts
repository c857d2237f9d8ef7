import { expect, it } from 'vitest'
import { findFields, findLines } from './left'

it('finds the rows of the file, in order, once each', () => {
  const raw = (row: string) => ({ raw: `{"user_id": null, "file_row": "九月 订单.csv:${row}"}` })
  expect(findLines([raw('12'), raw('5'), raw('5'), { raw: '{"a": 1}' }, { raw: 'not JSON' }, { raw: '{"file_row": "7"}' }])).toEqual([5, 7, 12])
  expect(findLines([9, 8, 7, 6, 5, 4].map((row) => raw(String(row))))).toHaveLength(5)
})

it('names the fields concerned', () => {
  expect(findFields([{ field: 'user_id' }, { field: '' }, { field: 'user_id' }])).toEqual(['user_id'])
})
