/** One cell: quoted where it must be; what a spreadsheet would run as a formula is disarmed with an apostrophe. */
function writeCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV (RFC 4180). */
export function writeCsv(rows: unknown[][]): string {
  return rows.map((row) => row.map(writeCell).join(',')).join('\r\n')
}

/** Hands a text to the browser as a file. The byte order mark lets spreadsheets read Chinese. */
export function downloadText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(type.startsWith('text/csv') ? ['\ufeff', text] : [text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
