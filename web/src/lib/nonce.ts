/** The word under which the server lets styles of this page in; '' where it asks for none. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/**
 * Gives the nonce to every style element that is made. Ant Design passes it where it writes its own styles, but
 * not where it measures a scroll bar or holds the page still behind a drawer: those were refused and reported.
 */
export function lendNonce(): void {
  if (nonce === '') return
  const make = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = make(name, options)
    if (name === 'style') made.nonce = nonce
    return made
  }) as typeof document.createElement
}
