interface Mistake {
  message: string
  data?: Record<string, unknown> | null
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu
const QUOTED = /“([^”]+)”/g

/** Puts the nearest name where the mistake stands: in its part of the text, the name that the message quotes. */
export function mend(text: string, mistake: Mistake | null | undefined, nearest: string): string {
  const { start, end } = (mistake?.data ?? {}) as { start?: number; end?: number }
  if (!mistake || start === undefined || end === undefined) return text
  const names = [...text.slice(start, end).matchAll(NAME)]
  const quoted = [...mistake.message.matchAll(QUOTED)].map((found) => found[1])
  // 'The event “order” has no property “amunt”': what is wrong is quoted last.
  const wrong = quoted.reverse().flatMap((word) => names.filter((name) => name[0] === word))[0] ?? names[0]
  if (!wrong) return text
  const at = start + wrong.index
  return text.slice(0, at) + nearest + text.slice(at + wrong[0].length)
}
