import { describe, expect, it } from 'vitest'
import { FAMILIES, listSnippets } from './snippets'

describe('snippets', () => {
  const all = listSnippets('https://tagma.example.com', 'wk_abc')

  it('has the address and the key in each', () => {
    for (const { family, place, code } of all) {
      expect(code, `${family} ${place}`).toContain('https://tagma.example.com')
      expect(code, `${family} ${place}`).toContain('wk_abc')
    }
  })

  it('has each family, and each place once', () => {
    expect(FAMILIES.every((family) => all.some((each) => each.family === family))).toBe(true)
    expect(new Set(all.map(({ family, place }) => `${family} ${place}`)).size).toBe(all.length)
  })

  it('lets nothing end the quotes around it', () => {
    expect(listSnippets('http://h', `a'b"c\\`).every(({ code }) => !code.includes(`a'b`) && !code.includes('b"c'))).toBe(true)
  })
})
