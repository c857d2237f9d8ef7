import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Option, Picked } from './Chart'

echarts.use([
  BarChart, LineChart, HeatmapChart, ScatterChart, GridComponent, TooltipComponent, LegendComponent, VisualMapComponent,
  MarkLineComponent, AriaComponent, CanvasRenderer,
])

interface Props {
  option: Option
  height: number
  label: string
  onPick?: (picked: Picked) => void
}

/** ECharts on a canvas that follows its box. Loaded only where a chart is shown. */
export default function EChart({ option, height, label, onPick }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts | null>(null)
  const pick = useRef(onPick)
  pick.current = onPick

  useEffect(() => {
    if (!box.current) return
    const made = echarts.init(box.current, undefined, { renderer: 'canvas' })
    chart.current = made
    made.on('click', (event) =>
      pick.current?.({ name: event.name, index: event.dataIndex, series: event.seriesName ?? '', value: event.value }),
    )
    const watch = new ResizeObserver(() => made.resize({ animation: { duration: 0 } }))
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    chart.current?.setOption(option as echarts.EChartsCoreOption, { notMerge: true })
  }, [option])

  return (
    <div
      ref={box}
      className="tg-chart-canvas"
      role="img"
      aria-label={label}
      style={{ height, cursor: onPick ? 'pointer' : undefined }}
    />
  )
}
