import { describe, expect, it } from 'vitest'
import { dropEmpty, proposeName, readMeta, writeMeta } from './meta'

describe('what a definition says of itself', () => {
  it('is read and written, and what is empty is left out', () => {
    const meta = readMeta('vip', { name: 'vip', label: 'VIP', owner: ' ', refresh: 'daily', description: { zh: '重要' } })
    expect(dropEmpty(writeMeta(meta))).toEqual({
      name: 'vip',
      label: { en: 'VIP', zh: 'VIP' },
      description: { zh: '重要' },
      refresh: 'daily',
    })
  })

  it('gets a name from its label that is not taken', () => {
    expect(proposeName({ en: 'Sleeping for 90 days!', zh: '' }, new Set())).toBe('sleeping_for_90_days')
    expect(proposeName({ en: '', zh: '沉睡 90 天' }, new Set())).toBe('沉睡_90_天')
    expect(proposeName({ en: 'VIP', zh: '' }, new Set(['vip', 'vip_2']))).toBe('vip_3')
    expect(proposeName({ en: '90 days', zh: '' }, new Set())).toBe('s_90_days')
    expect(proposeName({ en: '', zh: '' }, new Set())).toBe('')
  })
})
