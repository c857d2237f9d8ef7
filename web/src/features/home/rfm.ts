/** The eight groups as the server names their values: where each stands by recency, frequency, monetary value. */
const PLACES: Record<string, [recent: boolean, often: boolean, much: boolean]> = {
  重要价值: [true, true, true],
  重要发展: [true, false, true],
  重要保持: [false, true, true],
  重要挽留: [false, false, true],
  一般价值: [true, true, false],
  一般发展: [true, false, false],
  一般保持: [false, true, false],
  一般挽留: [false, false, false],
}

export interface Placed<Group> {
  much: boolean
  /** By row: recent, then not; by column: often, then not. Null where nobody is. */
  rows: [Group | null, Group | null][]
}

/** The groups in two tables of two by two; null where a value is none of the eight. */
export function placeGroups<Group extends { value: unknown }>(groups: Group[]): Placed<Group>[] | null {
  if (groups.some(({ value }) => !(String(value) in PLACES))) return null
  const find = (recent: boolean, often: boolean, much: boolean): Group | null =>
    groups.find(({ value }) => {
      const place = PLACES[String(value)]
      return place !== undefined && place[0] === recent && place[1] === often && place[2] === much
    }) ?? null
  return [true, false].map((much) => ({
    much,
    rows: [true, false].map((recent) => [find(recent, true, much), find(recent, false, much)]) as Placed<Group>['rows'],
  }))
}
