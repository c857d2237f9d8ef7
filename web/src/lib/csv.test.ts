import { expect, it } from 'vitest'
import { writeCsv } from './csv'

it('quotes what must be quoted', () => {
  expect(writeCsv([['a', 'b,c'], ['say "x"', 1]])).toBe('a,"b,c"\r\n"say ""x""",1')
})

it('disarms what a spreadsheet would run, but not numbers', () => {
  expect(writeCsv([['=1+1', -5, '-x', null]])).toBe("'=1+1,-5,'-x,")
})
