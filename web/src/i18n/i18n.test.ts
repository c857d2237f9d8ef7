import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const source = join(here, '..')
type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flatten(value, `${before}${key}.`),
  )
}

function read(language: string, room: string): Map<string, string> {
  return new Map(flatten(JSON.parse(readFileSync(join(here, language, `${room}.json`), 'utf8')) as Tree))
}

/** 'n_one' and 'n_other' are one key: Chinese has one form, English two. */
const stem = (key: string): string => key.replace(/_(zero|one|other)$/, '')

const rooms = readdirSync(join(here, 'en')).map((file) => file.replace('.json', ''))

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listSources(path) : /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [path] : []
  })
}

describe('words', () => {
  it('has the same rooms in both languages', () => {
    expect(readdirSync(join(here, 'zh')).sort()).toEqual(readdirSync(join(here, 'en')).sort())
  })

  it.each(rooms)('%s has the same keys in both languages, none empty', (room) => {
    const en = read('en', room)
    const zh = read('zh', room)
    expect([...new Set([...zh.keys()].map(stem))].sort()).toEqual([...new Set([...en.keys()].map(stem))].sort())
    for (const [key, words] of [...en, ...zh]) expect(words.trim(), key).not.toBe('')
  })

  it.each(rooms)('%s fills in the same values in both languages', (room) => {
    const holes = (words: string) => [...words.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort()
    const en = read('en', room)
    for (const [key, words] of read('zh', room)) {
      const other = en.get(key) ?? en.get(`${stem(key)}_other`)
      if (other !== undefined && !key.endsWith('_one')) expect(holes(words), key).toEqual(holes(other))
    }
  })

  it('has words for every key that the sources name', () => {
    const known = new Map(rooms.map((room) => [room, new Set([...read('en', room).keys()].map(stem))]))
    const missing: string[] = []
    for (const path of listSources(source)) {
      const text = readFileSync(path, 'utf8')
      const spaces = [...text.matchAll(/useTranslation\(\s*'([\w-]+)'/g)].map((match) => match[1] as string)
      for (const match of text.matchAll(/\bt\(\s*'([\w-]+:)?([\w.-]+)'/g)) {
        const candidates = match[1] ? [match[1].slice(0, -1)] : spaces.length ? spaces : ['ui']
        if (!candidates.some((room) => known.get(room)?.has(match[2] as string))) missing.push(`${path}: ${match[0]}`)
      }
    }
    expect(missing).toEqual([])
  })
})
