import { describe, expect, it } from 'vitest'
import { fitsSearch } from './search'

describe('the search', () => {
  const item = { name: 'value_tier', label: '价值层级', owner: 'Loyalty', description: null }
  it('looks into name, label and owner, whatever the case', () => {
    expect(fitsSearch(item, 'TIER')).toBe(true)
    expect(fitsSearch(item, '层级')).toBe(true)
    expect(fitsSearch(item, ' loyal ')).toBe(true)
    expect(fitsSearch(item, 'nothing')).toBe(false)
  })
})
