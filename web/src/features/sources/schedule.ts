export type When =
  | { form: 'never' }
  | { form: 'every'; count: number; unit: 'second' | 'minute' | 'hour' | 'day' | 'week' }
  | { form: 'daily'; time: string }
  | { form: 'weekly'; day: string; time: string }
  | { form: 'cron'; line: string }

const EVERY = /^every(?: (\d+))? (second|minute|hour|day|week)s?$/
const DAILY = /^(?:daily|every day) at (\d{1,2}:\d{2})$/
const WEEKLY = /^(?:weekly on|every) (\w+day) at (\d{1,2}:\d{2})$/
const WORDS: Record<string, string> = { hourly: 'every 1 hour', daily: 'daily at 00:00', nightly: 'daily at 03:00' }

/** What a schedule of a definition says, to be told in words; what is none of the known forms is a cron line. */
export function readWhen(text: string | null | undefined): When {
  if (!text) return { form: 'never' }
  const written = text.trim().replace(/\s+/g, ' ')
  const plain = WORDS[written.toLowerCase()] ?? written.toLowerCase()
  const every = EVERY.exec(plain)
  if (every) return { form: 'every', count: Number(every[1] ?? 1), unit: every[2] as 'hour' }
  const daily = DAILY.exec(plain)
  if (daily) return { form: 'daily', time: (daily[1] ?? '').padStart(5, '0') }
  const weekly = WEEKLY.exec(plain)
  if (weekly) return { form: 'weekly', day: weekly[1] ?? '', time: (weekly[2] ?? '').padStart(5, '0') }
  return { form: 'cron', line: written.replace(/^cron:? ["']?/, '').replace(/["']$/, '') }
}

/** The other way round; null for none. */
export function writeWhen(when: When): string | null {
  switch (when.form) {
    case 'never':
      return null
    case 'every':
      return `every ${when.count} ${when.unit}${when.count === 1 ? '' : 's'}`
    case 'daily':
      return `daily at ${when.time}`
    case 'weekly':
      return `weekly on ${when.day} at ${when.time}`
    case 'cron':
      return `cron ${when.line}`
  }
}
