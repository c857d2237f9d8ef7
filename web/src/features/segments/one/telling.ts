import type { ComparedField, SharedValue } from '@/api/portraits/segments'

/** Below so many customers an index says little. */
export const FEW = 30

export interface Telling {
  field: ComparedField
  value: SharedValue
}

/**
 * The value of a field that stands out most: where the share exceeds the base's most. What they are says more than
 * what they are not; only where nothing exceeds (a yes that is rarer here) the largest difference counts.
 */
export function findTelling(field: ComparedField): SharedValue | null {
  let best: SharedValue | null = null
  let most = -1
  for (const value of field.values) {
    if (value.value === null || value.value === false) continue
    const gap = (value.group_share ?? 0) - (value.base_share ?? 0)
    const worth = gap > 0 ? 1 + gap : -gap
    if (worth > most) {
      most = worth
      best = value
    }
  }
  return best
}

/** The most telling values of the most telling fields, for a chart; what the rule itself reads is left out. */
export function rankValues(fields: readonly ComparedField[], count: number): Telling[] {
  return fields
    .filter((field) => !field.defining && field.values.length > 0)
    .flatMap((field) => {
      const value = findTelling(field)
      return value && value.tgi !== null ? [{ field, value }] : []
    })
    .slice(0, count)
}
