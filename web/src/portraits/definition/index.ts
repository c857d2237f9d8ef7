/** What the pages of tags and segments have in common. */
export { Actions } from './Actions'
export { Lineage } from './Lineage'
export { Meaning } from './Meaning'
export { useCadence } from './useCadence'
export { UsedBy } from './UsedBy'
export { Versions } from './Versions'
