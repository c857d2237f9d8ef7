import { describe, expect, it } from 'vitest'
import { proposeName, readMeta, writeBody } from './body'

describe('the body of a segment', () => {
  it('keeps what the screen does not show, and leaves out what is empty', () => {
    const before = { kind: 'segment', name: 'vip', label: 'VIP', when: 'a', owner: 'crm', members: null }
    const meta = { ...readMeta('vip', before), owner: ' ', refresh: 'daily' }
    expect(writeBody({ ...before, extra: 1 }, meta, 'b')).toEqual({
      kind: 'segment', name: 'vip', label: { en: 'VIP', zh: 'VIP' }, when: 'b', refresh: 'daily', extra: 1,
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
