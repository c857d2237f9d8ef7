import type { Told } from './definition'

/** Where data may be: to a page of its own, or a form here. */
export const WAYS: { name: 'file' | 'push' | Told['way']; to?: string; search?: Record<string, string> }[] = [
  { name: 'file', to: '/start' },
  { name: 'postgresql' },
  { name: 'mysql' },
  { name: 'push', to: '/settings', search: { tab: 'write-keys' } },
  { name: 'dlt' },
  { name: 'mqtt' },
]

export const isTold = (name: string | undefined): name is Told['way'] => name === 'postgresql' || name === 'mysql' || name === 'dlt' || name === 'mqtt'
