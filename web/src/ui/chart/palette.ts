import type { EChartsOption } from 'echarts'
import { DARK, FONT, LIGHT, SERIES } from '@/lib/theme'

/** The colours a chart draws with. */
export interface Palette {
  series: string[]
  accent: string
  text: string
  quiet: string
  line: string
  card: string
  good: string
  bad: string
}

const made = {
  light: { series: SERIES.light, ...LIGHT },
  dark: { series: SERIES.dark, ...DARK },
}

export const palette = (dark: boolean): Palette => (dark ? made.dark : made.light)

type Part = Record<string, unknown>

function each(value: unknown, change: (part: Part) => Part): unknown {
  if (value === undefined || value === null) return value
  return Array.isArray(value) ? value.map((part) => change(part as Part)) : change(value as Part)
}

/** Gives an option the look of the house: fonts, axes, tooltips drawn on the canvas (no markup in the page). */
export function dress(option: EChartsOption, colours: Palette): EChartsOption {
  const axis = (part: Part): Part => ({
    ...part,
    axisLine: { lineStyle: { color: colours.line }, ...(part.axisLine as Part | undefined) },
    axisTick: { show: false, ...(part.axisTick as Part | undefined) },
    axisLabel: { color: colours.quiet, fontSize: 12, hideOverlap: true, ...(part.axisLabel as Part | undefined) },
    splitLine: { lineStyle: { color: colours.line }, ...(part.splitLine as Part | undefined) },
    nameTextStyle: { color: colours.quiet },
  })
  const source = option as Part
  return {
    animationDuration: 200,
    color: colours.series,
    textStyle: { fontFamily: FONT, color: colours.text },
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...option,
    xAxis: each(source.xAxis, axis),
    yAxis: each(source.yAxis, axis),
    legend: each(source.legend, (part) => ({ textStyle: { color: colours.text }, icon: 'roundRect', itemWidth: 10, itemHeight: 10, ...part })),
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.card,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 13 },
      confine: true,
      ...(source.tooltip as Part | undefined),
      renderMode: 'richText',
    },
  } as EChartsOption
}
