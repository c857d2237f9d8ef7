import type { Lineage, LineageNode } from '@/api/portraits/tags'

/** A node at its place: column from the left, row from the top. */
export interface Placed extends LineageNode {
  column: number
  row: number
}

/** Places a lineage in columns: what feeds the focus to its left, what reads it to its right. */
export function placeLineage(lineage: Lineage): { nodes: Placed[]; columns: number; rows: number } {
  const depth = new Map<string, number>()
  if (lineage.focus !== null) depth.set(lineage.focus, 0)
  walk(lineage.edges.map(({ from, to }) => [to, from] as const), -1)
  walk(lineage.edges.map(({ from, to }) => [from, to] as const), 1)

  /** Sets every node as far from the focus as its longest way there. */
  function walk(ways: (readonly [string, string])[], step: number): void {
    const reached = new Map<string, number>(lineage.focus === null ? [] : [[lineage.focus, 0]])
    // A graph without cycles needs at most as many rounds as it has nodes.
    for (let round = 0; round < lineage.nodes.length; round += 1) {
      let moved = false
      for (const [near, far] of ways) {
        const at = reached.get(near)
        if (at === undefined) continue
        const wanted = at + step
        const known = reached.get(far)
        if (known === undefined || Math.abs(wanted) > Math.abs(known)) {
          reached.set(far, wanted)
          moved = true
        }
      }
      if (!moved) break
    }
    for (const [id, at] of reached) if (!depth.has(id)) depth.set(id, at)
  }

  const least = Math.min(0, ...depth.values())
  const filled = new Map<number, number>()
  const nodes = lineage.nodes.map((node) => {
    const column = (depth.get(node.id) ?? 0) - least
    const row = filled.get(column) ?? 0
    filled.set(column, row + 1)
    return { ...node, column, row }
  })
  return { nodes, columns: filled.size ? Math.max(...filled.keys()) + 1 : 0, rows: Math.max(0, ...filled.values()) }
}
