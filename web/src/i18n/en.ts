import type { Catalogue } from './catalogue'
import { gather } from './catalogue'

/** All English words, one chunk. */
export const words: Catalogue = gather(import.meta.glob('./en/*.json', { eager: true, import: 'default' }))
