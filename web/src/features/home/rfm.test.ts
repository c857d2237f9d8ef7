import { expect, it } from 'vitest'
import { placeGroups } from './rfm'

const group = (value: string) => ({ value })

it('puts every group into its place', () => {
  const placed = placeGroups(['一般挽留', '重要价值', '重要保持', '一般发展'].map(group))
  expect(placed?.[0]?.rows).toEqual([[group('重要价值'), null], [group('重要保持'), null]])
  expect(placed?.[1]?.rows).toEqual([[null, group('一般发展')], [null, group('一般挽留')]])
})

it('leaves groups of another making to a list', () => {
  expect(placeGroups([group('gold')])).toBeNull()
})
