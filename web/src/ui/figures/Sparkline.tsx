interface Props {
  points: number[]
  /** What is drawn, for who cannot see it. */
  label: string
  width?: number
  height?: number
}

/** A line without axes; a flat line where nothing changed. */
export function Sparkline({ points, label, width = 72, height = 24 }: Props) {
  if (points.length < 2) return null
  const low = Math.min(...points)
  const high = Math.max(...points)
  const span = high - low || 1
  const at = (value: number, index: number): string =>
    `${((index / (points.length - 1)) * width).toFixed(1)},${(high === low ? height / 2 : height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`
  return (
    <svg className="tg-spark" width={width} height={height} role="img" aria-label={label}>
      <polyline points={points.map(at).join(' ')} fill="none" stroke="var(--ant-color-primary)" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  )
}
