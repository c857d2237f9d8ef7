import { expect, it } from 'vitest'
import { readQuarantine } from './quarantine'

it('counts what is in quarantine, most first', () => {
  const report = {
    outputs: [
      { quarantined: [{ message: 'no customer', rows: 2 }, { message: 'no time', rows: 3 }] },
      { quarantined: [{ message: 'no time', rows: 4 }] },
      {},
    ],
  }
  expect(readQuarantine(report)).toEqual({ total: 9, reasons: [['no time', 7], ['no customer', 2]] })
  expect(readQuarantine(null)).toEqual({ total: 0, reasons: [] })
  expect(readQuarantine({ read: 3 })).toEqual({ total: 0, reasons: [] })
})
