import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const KINDS = /\.(js|css|html|svg|json)$/

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? listFiles(path) : [path]
  })
}

/** Writes a .gz beside every text file of the build; index.html is left out, the server writes into it. */
export function compress(): Plugin {
  let folder = ''
  return {
    name: 'tagma-compress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    closeBundle() {
      for (const path of listFiles(folder)) {
        if (!KINDS.test(path) || path.endsWith('index.html')) continue
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
      }
    },
  }
}
