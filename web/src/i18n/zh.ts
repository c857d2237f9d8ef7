import type { Catalogue } from './catalogue'
import { gather } from './catalogue'

/** All Chinese words, one chunk. */
export const words: Catalogue = gather(import.meta.glob('./zh/*.json', { eager: true, import: 'default' }))
