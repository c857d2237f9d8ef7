export interface Token {
  kind: 'key' | 'text' | 'number' | 'word' | 'plain'
  text: string
}

const PARTS = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g
/** Longer texts are shown in one colour: thousands of pieces would be slow to draw. */
export const MOST_COLOURED = 40_000

/** A JSON text in pieces to colour; every character of it once, in order, whatever it is. */
export function splitJson(text: string): Token[] {
  if (text.length > MOST_COLOURED) return [{ kind: 'plain', text }]
  const found: Token[] = []
  let end = 0
  for (const match of text.matchAll(PARTS)) {
    const [all, quoted, colon, number] = match
    if (match.index > end) found.push({ kind: 'plain', text: text.slice(end, match.index) })
    if (quoted !== undefined) {
      found.push({ kind: colon === undefined ? 'text' : 'key', text: quoted })
      if (colon !== undefined) found.push({ kind: 'plain', text: colon })
    } else found.push({ kind: number === undefined ? 'word' : 'number', text: all })
    end = match.index + all.length
  }
  if (end < text.length) found.push({ kind: 'plain', text: text.slice(end) })
  return found
}

/** The text with line breaks where it is one JSON value on one line, every number as it stands; else as it is. */
export function layOutJson(text: string): string {
  if (text.length > MOST_COLOURED || text.includes('\n')) return text
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  return text.replace(/"(?:\\.|[^"\\])*"|[{[]\s*[}\]]|[{[]|[}\]]|,\s*|:\s*|\s+/g, (part) => {
    const first = part[0] ?? ''
    if (first === '"') return part
    if (first === ':') return ': '
    if (first === ',') return `,${line()}`
    if ((first === '{' || first === '[') && part.length > 1) return first === '{' ? '{}' : '[]'
    if (first === '{' || first === '[') {
      depth += 1
      return first + line()
    }
    if (first === '}' || first === ']') {
      depth -= 1
      return line() + first
    }
    return ''
  })
}
