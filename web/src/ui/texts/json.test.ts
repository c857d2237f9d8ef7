import { describe, expect, it } from 'vitest'
import { layOutJson, MOST_COLOURED, splitJson } from './json'

describe('JSON in colours', () => {
  it('tells keys, texts, numbers and words apart', () => {
    const kinds = splitJson('{"a": "b\\"c", "n": -1.5e3, "t": true, "x": null}').filter(({ kind }) => kind !== 'plain')
    expect(kinds.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'key "a"', 'text "b\\"c"', 'key "n"', 'number -1.5e3', 'key "t"', 'word true', 'key "x"', 'word null',
    ])
  })

  it('loses no character of anything', () => {
    for (const text of ['', 'no json', '{"open', '<b>"x"</b> 上海 "a" : 1', 'x'.repeat(MOST_COLOURED + 1)]) {
      expect(splitJson(text).map((each) => each.text).join('')).toBe(text)
    }
  })

  it('lays one line out and leaves the rest alone', () => {
    expect(layOutJson('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(layOutJson('{"a": [1, {"b":"x, y: {z}"}], "c":{}}')).toBe(JSON.stringify({ a: [1, { b: 'x, y: {z}' }], c: {} }, null, 2))
    expect(layOutJson('{"a":')).toBe('{"a":')
    expect(layOutJson('')).toBe('')
  })

  it('keeps numbers that JavaScript would round', () => {
    expect(layOutJson('{"id":12345678901234567890}')).toContain('12345678901234567890')
  })
})
