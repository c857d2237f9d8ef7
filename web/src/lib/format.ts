import type { Language } from './preferences'

export interface Locale {
  language: Language
  timeZone: string
  /** The code of a currency; '' where the workspace names none. */
  currency: string
}

const TAGS: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' }
/** What stands where there is nothing. */
export const NOTHING = '–'

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

function once<Format extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => Format,
): Format {
  const found = made.get(key) ?? make()
  made.set(key, found)
  return found as Format
}

function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(`n${language}${JSON.stringify(options)}`, () => new Intl.NumberFormat(TAGS[language], options))
}

function dates(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const all = { ...options, timeZone: locale.timeZone }
  return once(`d${locale.language}${JSON.stringify(all)}`, () => new Intl.DateTimeFormat(TAGS[locale.language], all))
}

type Maybe<T> = T | null | undefined
const missing = (value: Maybe<number>): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value)

/** 12345.678 → '12,345.68'; `digits` is the most that stand after the point. */
export function formatNumber(value: Maybe<number>, locale: Locale, digits = 2): string {
  return missing(value) ? NOTHING : numbers(locale.language, { maximumFractionDigits: digits }).format(value)
}

export const formatCount = (value: Maybe<number>, locale: Locale): string => formatNumber(value, locale, 0)

/** 12345 → '12.3k', in Chinese '1.2万'. For axes and tiles; the exact figure belongs beside it. */
export function formatCompact(value: Maybe<number>, locale: Locale): string {
  if (missing(value)) return NOTHING
  return numbers(locale.language, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** 0.1234 → '12.3%'; small shares keep a digit that shows them: 0.0004 → '0.04%'; none and all have no digits. */
export function formatShare(value: Maybe<number>, locale: Locale): string {
  if (missing(value)) return NOTHING
  const size = Math.abs(value)
  const digits = size === 0 || size === 1 ? 0 : size < 0.001 ? 2 : 1
  return numbers(locale.language, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** Money of the workspace: '$1,234.50', 'US$1,234.50' in Chinese; no cents from 10,000 on. */
export function formatMoney(value: Maybe<number>, locale: Locale, currency = locale.currency): string {
  if (missing(value)) return NOTHING
  if (currency === '') return formatNumber(value, locale)
  const digits = Math.abs(value) >= 10_000 ? { maximumFractionDigits: 0 } : {}
  try {
    return numbers(locale.language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...digits,
    }).format(value)
  } catch {
    return formatNumber(value, locale)
  }
}

/** A signed change: '+12', '−3', '0'. */
export function formatDelta(value: Maybe<number>, locale: Locale, write = formatNumber): string {
  if (missing(value)) return NOTHING
  const text = write(Math.abs(value), locale)
  return value === 0 ? text : `${value > 0 ? '+' : '−'}${text}`
}

/** '2026-03-08' alone is a day of the calendar, not an instant: it is shown as it stands in every zone. */
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function formatDay(value: Maybe<string>, locale: Locale): string {
  if (!value) return NOTHING
  const zone = DAY.test(value) ? { ...locale, timeZone: 'UTC' } : locale
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  return dates(zone, { year: 'numeric', month: 'short', day: 'numeric' }).format(at)
}

/** The instant as a day and minute in the workspace's time zone. */
export function formatInstant(value: Maybe<string>, locale: Locale, seconds = false): string {
  if (!value) return NOTHING
  if (DAY.test(value)) return formatDay(value, locale)
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  return dates(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(at)
}

/** The time of day to the millisecond in the workspace's time zone: '09:30:05.120'. */
export function formatClock(value: Maybe<string>, locale: Locale): string {
  const at = new Date(value ?? '')
  if (Number.isNaN(at.getTime())) return NOTHING
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' } as const
  return dates(locale, options).format(at)
}

export function formatMonth(value: Maybe<string>, locale: Locale): string {
  if (!value) return NOTHING
  const plain = /^\d{4}-\d{2}(-\d{2})?$/.test(value)
  const at = new Date(plain && value.length === 7 ? `${value}-01` : value)
  if (Number.isNaN(at.getTime())) return value
  return dates(plain ? { ...locale, timeZone: 'UTC' } : locale, { year: 'numeric', month: 'short' }).format(at)
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365.25 * 86_400],
  ['month', 30.44 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** How long before (or after) `now`: '3 days ago', '3天前'. */
export function formatAgo(value: Maybe<string>, now: Maybe<string>, locale: Locale): string {
  if (!value || !now) return NOTHING
  const seconds = (new Date(value).getTime() - new Date(now).getTime()) / 1000
  if (Number.isNaN(seconds)) return NOTHING
  const relative = once(`r${locale.language}`, () => new Intl.RelativeTimeFormat(TAGS[locale.language], { numeric: 'auto' }))
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return relative.format(Math.round(seconds / size), unit)
}

/** 240 → '240 ms', 12_340 → '12.3 s', 95_000 → '1 min 35 s'. */
export function formatDuration(ms: Maybe<number>, locale: Locale): string {
  if (missing(ms)) return NOTHING
  const zh = locale.language === 'zh'
  if (ms < 1000) return `${formatNumber(ms, locale, ms < 10 ? 1 : 0)} ${zh ? '毫秒' : 'ms'}`
  if (ms < 60_000) return `${formatNumber(ms / 1000, locale, 1)} ${zh ? '秒' : 's'}`
  const minutes = Math.floor(ms / 60_000)
  const seconds = Math.round((ms % 60_000) / 1000)
  if (minutes >= 60) {
    const hours = Math.floor(minutes / 60)
    return zh ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`
  }
  return zh ? `${minutes} 分 ${seconds} 秒` : `${minutes} min ${seconds} s`
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** 1536 → '1.5 KiB'. */
export function formatBytes(bytes: Maybe<number>, locale: Locale): string {
  if (missing(bytes)) return NOTHING
  const step = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)))
  return `${formatNumber(bytes / 2 ** (10 * step), locale, 1)} ${SIZES[step]}`
}

/** A value of a trait, tag or property by its type: 'money' and 'share' are units, the rest are types of the rules. */
export function formatValue(
  value: unknown,
  locale: Locale,
  { type, unit, yes = '✓', no = '✗' }: { type?: string | null; unit?: string | null; yes?: string; no?: string } = {},
): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'boolean') return value ? yes : no
  if (Array.isArray(value)) return value.map((each) => formatValue(each, locale, { type, unit, yes, no })).join(locale.language === 'zh' ? '、' : ', ')
  if (typeof value === 'number') {
    if (unit === 'money' || (unit && unit.toUpperCase() === locale.currency.toUpperCase())) return formatMoney(value, locale)
    if (unit === 'share') return formatShare(value, locale)
    return formatNumber(value, locale)
  }
  if (typeof value === 'string') {
    if (type === 'date') return formatDay(value, locale)
    if (type === 'instant' || type === 'timestamp' || type === 'datetime') return formatInstant(value, locale)
    return value
  }
  return JSON.stringify(value)
}
