import type { Plugin } from 'vite'

const FILE = /@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS\.js$/
const BEFORE = 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;'
const AFTER =
  "const nonce = csp?.nonce ?? document.querySelector('meta[name=\"csp-nonce\"]')?.content;\n" +
  '  if (nonce) {\n    styleNode.nonce = nonce;'

/**
 * Gives the page's nonce to style elements that Ant Design's parts make without one (the measured scroll bar of tables,
 * the scroll lock of dialogs): the content security policy refuses them otherwise. Fails the build where it finds
 * nothing to do, so that a newer version cannot undo it unseen.
 */
export function giveNonce(): Plugin {
  let done = false
  return {
    name: 'tagma-nonce',
    apply: 'build',
    transform(code, id) {
      if (!FILE.test(id.split('?')[0] ?? id)) return null
      if (!code.includes(BEFORE)) this.error(`${id} makes style elements in another way now: look at build/nonce.ts`)
      done = true
      return { code: code.replace(BEFORE, AFTER), map: null }
    },
    buildEnd(error) {
      if (!error && !done) this.error('no style elements were given a nonce: look at build/nonce.ts')
    },
  }
}
