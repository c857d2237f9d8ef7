export type Words = { [key: string]: string | Words }
/** Room → its words. */
export type Catalogue = Record<string, Words>

/** Names each JSON file by its room: './en/home.json' → 'home'. */
export function gather(files: Record<string, unknown>): Catalogue {
  return Object.fromEntries(
    Object.entries(files).map(([path, words]) => [path.replace(/^.*\/(.*)\.json$/, '$1'), words as Words]),
  )
}
