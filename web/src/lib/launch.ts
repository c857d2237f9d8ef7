/** The token in the fragment of the address that `tagma serve` prints; taken out of the address at once. */
function readToken(): string | null {
  const found = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (found !== null) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return found
}

let token = readToken()

/** Gives the token out once. */
export function takeLaunchToken(): string | null {
  const found = token
  token = null
  return found
}
