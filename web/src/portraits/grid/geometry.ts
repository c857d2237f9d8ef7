/**
 * Where rows stand in a list that may be taller than a browser can scroll.
 *
 * Browsers clip elements of some 17 to 33 million pixels: a million rows do not fit. Up to MOST_PIXELS the
 * list scrolls as it is; beyond, the bar covers the whole list, and the wheel moves by true pixels.
 */
export const MOST_PIXELS = 8_000_000

export interface Geometry {
  /** Height of all rows, in pixels. */
  height: number
  /** Height of the element that scrolls. */
  scrolled: number
  /** Height of the part that is seen. */
  seen: number
}

export function measureList(rows: number, rowHeight: number, seen: number): Geometry {
  const height = rows * rowHeight
  return { height, scrolled: Math.min(height, MOST_PIXELS), seen }
}

/** The true position for a position of the scroll bar. */
export function positionOf(list: Geometry, scrollTop: number): number {
  const reach = list.scrolled - list.seen
  return reach <= 0 ? 0 : (clamp(scrollTop, 0, reach) / reach) * (list.height - list.seen)
}

/** The position of the scroll bar for a true position. */
export function scrollTopOf(list: Geometry, position: number): number {
  const reach = list.height - list.seen
  return reach <= 0 ? 0 : (clamp(position, 0, reach) / reach) * (list.scrolled - list.seen)
}

export function clampPosition(list: Geometry, position: number): number {
  return clamp(position, 0, Math.max(0, list.height - list.seen))
}

/** The first and last row (exclusive) that are seen, with some beyond on both sides. */
export function rowsAt(position: number, seen: number, rowHeight: number, rows: number, beyond: number): [number, number] {
  const first = Math.max(0, Math.floor(position / rowHeight) - beyond)
  const last = Math.min(rows, Math.ceil((position + seen) / rowHeight) + beyond)
  return [first, Math.max(first, last)]
}

/** The numbers of the pages that hold rows from first to last (exclusive). */
export function pagesOf(first: number, last: number, size: number): number[] {
  const pages: number[] = []
  for (let page = Math.floor(first / size); page * size < last; page += 1) pages.push(page)
  return pages
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
