import { expect, it } from 'vitest'
import type { GuessedColumn } from '@/api/shapes'
import { assignRole, isSaid, judge } from './roles'

const column = (name: string, role: GuessedColumn['role'], confidence: number | null = 0.9): GuessedColumn =>
  ({ name, role, role_label: role, reading: null, filled: 1, distinct: 3, examples: [], reasons: [], confidence })

it('gives a role to another column', () => {
  expect(assignRole({}, column('手机', null), 'customer')).toEqual({ customer: '手机' })
  expect(assignRole({ customer: '会员' }, column('手机', 'phone'), 'customer')).toEqual({ customer: '手机' })
})

it('takes a role away', () => {
  expect(assignRole({}, column('品名', 'product'), null)).toEqual({ product: '-' })
  expect(assignRole({ product: '品名' }, column('品名', 'product'), null)).toEqual({ product: '-' })
})

it('frees what the column was said to be before', () => {
  expect(assignRole({ amount: '价' }, column('价', 'amount'), 'price')).toEqual({ price: '价' })
  expect(assignRole({ amount: '价' }, column('价', 'amount'), 'amount')).toEqual({ amount: '价' })
})

it('says how sure a role is', () => {
  expect(judge(column('a', 'time', 0.96), {})).toBe('sure')
  expect(judge(column('a', 'time', 0.7), {})).toBe('likely')
  expect(judge(column('a', 'time', 0.4), {})).toBe('unsure')
  expect(judge(column('a', 'time', 0.4), { time: 'a' })).toBe('said')
  expect(judge(column('a', null), {})).toBeNull()
})

it('knows whether anything was said', () => {
  expect(isSaid({ roles: {} })).toBe(false)
  expect(isSaid({ roles: { time: 'a' } })).toBe(true)
  expect(isSaid({ sheet: '明细' })).toBe(true)
})
