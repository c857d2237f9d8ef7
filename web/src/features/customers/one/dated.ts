/** A trait without a date holds from the beginning of time: there is no day to show. */
export const isDated = (at: string | null): at is string => at !== null && !at.startsWith('0001-')
