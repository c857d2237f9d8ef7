import type { Plugin } from 'vite'

interface Mend {
  file: RegExp
  before: string
  after: string
}

/**
 * What Ant Design's parts do against the content security policy, and the same done in an allowed way: style elements
 * made without a nonce (the measured scroll bar of tables, the scroll lock of dialogs) get the page's; the style
 * attribute of the box that measures growing text fields is set through the CSSOM. And icons do not say their English
 * names to screen readers: they stand beside words, or have a label of their own.
 */
const MENDS: Mend[] = [
  {
    file: /@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS\.js$/,
    before: 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;',
    after:
      "const nonce = csp?.nonce ?? document.querySelector('meta[name=\"csp-nonce\"]')?.content;\n" +
      '  if (nonce) {\n    styleNode.nonce = nonce;',
  },
  {
    file: /@rc-component[\\/]input[\\/]es[\\/]calculateNodeHeight\.js$/,
    before: "hiddenTextarea.setAttribute('style', `${sizingStyle};${HIDDEN_TEXTAREA_STYLE}`)",
    after: 'hiddenTextarea.style.cssText = `${sizingStyle};${HIDDEN_TEXTAREA_STYLE}`',
  },
  {
    file: /@ant-design[\\/]icons[\\/]es[\\/]components[\\/]AntdIconLight\.js$/,
    before: '"aria-label": icon.name',
    after: '"aria-hidden": restProps["aria-label"] === undefined ? true : undefined',
  },
]

/** Applies the mends; the build fails where one finds nothing to do, so that a newer version cannot undo it unseen. */
export function mendParts(): Plugin {
  const done = new Set<Mend>()
  return {
    name: 'tagma-mends',
    apply: 'build',
    transform(code, id) {
      const mend = MENDS.find(({ file }) => file.test(id.split('?')[0] ?? id))
      if (!mend) return null
      if (!code.includes(mend.before)) this.error(`${id} has changed: look at build/mends.ts`)
      done.add(mend)
      return { code: code.replace(mend.before, () => mend.after), map: null }
    },
    buildEnd(error) {
      const left = MENDS.filter((mend) => !done.has(mend))
      if (!error && left.length > 0) this.error(`not found: ${left.map(({ file }) => file.source).join(', ')}: look at build/mends.ts`)
    },
  }
}
