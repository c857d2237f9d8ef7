type Comparable = string | number | boolean | null | undefined

/** Numbers by size, texts as the reader's language sorts them, nothing before everything. */
export function compareValues(left: Comparable, right: Comparable): number {
  const leftMissing = left === null || left === undefined
  const rightMissing = right === null || right === undefined
  if (leftMissing || rightMissing) return leftMissing === rightMissing ? 0 : leftMissing ? -1 : 1
  if (typeof left === 'string' && typeof right === 'string') return left.localeCompare(right, document.documentElement.lang)
  return Number(left) - Number(right)
}
