export interface Named {
  name: string
  label: string
}

/** Those whose label or name holds the text: beginnings first, then the rest, each in the given order. */
export function matchNames<Item extends Named>(items: Item[], text: string, limit: number): Item[] {
  const wanted = text.toLowerCase()
  const rank = ({ name, label }: Named): number => {
    const places = [label.toLowerCase().indexOf(wanted), name.toLowerCase().indexOf(wanted)].filter((at) => at >= 0)
    return places.length === 0 ? -1 : Math.min(...places) === 0 ? 0 : 1
  }
  const ranked = items.map((item) => ({ item, rank: rank(item) })).filter(({ rank }) => rank >= 0)
  return ranked
    .sort((left, right) => left.rank - right.rank)
    .slice(0, limit)
    .map(({ item }) => item)
}
