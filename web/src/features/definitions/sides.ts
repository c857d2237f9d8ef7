export interface Line {
  kind: 'same' | 'added' | 'gone' | 'hunk'
  text: string
}

/** The lines of a unified diff; the two lines that name the files are left out. */
export function readDiff(text: string): Line[] {
  return text
    .split('\n')
    .filter((line, index, all) => !/^(---|\+\+\+)( |$)/.test(line) && !(line === '' && index === all.length - 1))
    .map((line): Line => {
      if (line.startsWith('@@')) return { kind: 'hunk', text: line }
      if (line.startsWith('+')) return { kind: 'added', text: line.slice(1) }
      if (line.startsWith('-')) return { kind: 'gone', text: line.slice(1) }
      return { kind: 'same', text: line.slice(1) }
    })
}

/** The same lines on two sides; a changed line stands beside what it became. */
export function splitSides(lines: Line[]): { before: Line | null; after: Line | null }[] {
  const rows: { before: Line | null; after: Line | null }[] = []
  let gone: Line[] = []
  let added: Line[] = []
  const flush = () => {
    for (let at = 0; at < Math.max(gone.length, added.length); at++) rows.push({ before: gone[at] ?? null, after: added[at] ?? null })
    gone = []
    added = []
  }
  for (const line of lines) {
    if (line.kind === 'gone') gone.push(line)
    else if (line.kind === 'added') added.push(line)
    else {
      flush()
      rows.push({ before: line, after: line })
    }
  }
  flush()
  return rows
}
