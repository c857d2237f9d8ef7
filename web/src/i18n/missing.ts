/** What happens when a key has no words: an exception while developing, an error in the console otherwise. */
export function forgetting(room: string, key: string): void {
  const message = `no words for ${room}:${key}`
  if (import.meta.env.DEV) throw new Error(message)
  console.error(message)
}
