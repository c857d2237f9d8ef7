import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLineage, type Lineage as Graph } from '@/api/portraits/tags'
import { Card, Empty, linkDefinition, Loaded } from '@/ui'
import { placeLineage, type Placed } from './layers'
import './definition.css'

const WIDTH = 184
const HEIGHT = 44
const GAP_X = 52
const GAP_Y = 12

/** What a definition is computed from, and what is computed from it: columns from left to right. */
export function Lineage({ name, kind, label }: { name: string; kind: string; label: string }) {
  const { t } = useTranslation('portraits')
  const query = useLineage(name, kind)
  return (
    <Card title={t('lineage.title')}>
      <Loaded query={query} rows={4}>
        {(graph) => (graph.nodes.length < 2 ? <Empty small title={t('lineage.alone')} /> : <Drawing graph={graph} label={label} />)}
      </Loaded>
    </Card>
  )
}

function Drawing({ graph, label }: { graph: Graph; label: string }) {
  const { t } = useTranslation('portraits')
  const { nodes, columns, rows } = useMemo(() => placeLineage(graph), [graph])
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes])
  const stacked = useMemo(() => {
    const found = new Map<number, number>()
    for (const node of nodes) found.set(node.column, (found.get(node.column) ?? 0) + 1)
    return found
  }, [nodes])
  const height = rows * (HEIGHT + GAP_Y) - GAP_Y
  const width = columns * (WIDTH + GAP_X) - GAP_X
  // A short column stands in the middle of the tall ones.
  const leftOf = (node: Placed) => node.column * (WIDTH + GAP_X)
  const topOf = (node: Placed) => node.row * (HEIGHT + GAP_Y) + ((rows - (stacked.get(node.column) ?? 0)) * (HEIGHT + GAP_Y)) / 2
  return (
    <div className="lineage" tabIndex={0} role="group" aria-label={t('lineage.label', { name: label })}>
      <div className="lineage-sheet" style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {graph.edges.map(({ from, to }) => {
            const start = places.get(from)
            const end = places.get(to)
            if (!start || !end) return null
            const x1 = leftOf(start) + WIDTH
            const x2 = leftOf(end)
            const y1 = topOf(start) + HEIGHT / 2
            const y2 = topOf(end) + HEIGHT / 2
            const bend = Math.max(24, (x2 - x1) / 2)
            return <path key={`${from} ${to}`} d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`} />
          })}
        </svg>
        {nodes.map((node) => (
          <Node key={node.id} node={node} left={leftOf(node)} top={topOf(node)} focus={node.id === graph.focus} />
        ))}
      </div>
    </div>
  )
}

const KINDS = ['source', 'event', 'trait', 'tag', 'segment', 'list'] as const

function Node({ node, left, top, focus }: { node: Placed; left: number; top: number; focus: boolean }) {
  const { t } = useTranslation('portraits')
  const kind = KINDS.find((each) => each === node.kind)
  const words = (
    <>
      <span className="tg-quiet">{kind ? t(`lineage.${kind}`) : node.kind}</span>
      <b className="tg-ellipsis">{node.label || node.name}</b>
    </>
  )
  const place = { left, top, width: WIDTH, height: HEIGHT }
  const title = `${node.label} (${node.name})`
  if (focus)
    return (
      <span className="lineage-node lineage-focus" style={place} title={title} aria-current="true">
        {words}
      </span>
    )
  return (
    <Link to={node.kind === 'trait' ? '/schema' : linkDefinition(node.kind, node.name)} search={(node.kind === 'trait' ? { tab: 'traits' } : {}) as never} className="lineage-node" style={place} title={title}>
      {words}
    </Link>
  )
}
