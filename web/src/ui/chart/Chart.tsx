import { DownloadOutlined, TableOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import type { EChartsOption } from 'echarts'
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { downloadText, writeCsv } from '@/lib/csv'
import { useAppearance } from '@/lib/appearance'
import { dress, type Palette, palette } from './palette'
import '../texts/code.css'

export type Option = EChartsOption

/** What was clicked. */
export interface Picked {
  name: string
  index: number
  series: string
  value: unknown
}

export interface Figures {
  columns: { label: string; numeric?: boolean }[]
  /** Shown as they are; numbers go into the CSV as they are. */
  rows: (string | number | null)[][]
  /** How a cell is shown; the plain value where it is not given. */
  write?: (value: string | number | null, column: number) => string
  /** The name of the downloaded file, without its ending. */
  file: string
}

interface Props {
  /** What the chart shows, for who cannot see it. */
  label: string
  /** Unit, base and time range, in words. */
  caption: ReactNode
  /** The option by the colours of the theme: memoise it with useCallback. */
  option: (colours: Palette) => Option
  figures: Figures
  height?: number
  onPick?: (picked: Picked) => void
}

const EChart = lazy(() => import('./EChart'))

/** A chart that says its unit, base and range, shows exact figures, and has its table under it. */
export function Chart({ label, caption, option, figures, height = 240, onPick }: Props) {
  const { t } = useTranslation('ui')
  const { dark } = useAppearance()
  const [open, setOpen] = useState(false)
  const built = useMemo(() => dress(option(palette(dark)), palette(dark)), [option, dark])
  const waiting = <Skeleton.Node active style={{ width: '100%', height }} className="tg-chart-wait" />
  const download = () =>
    downloadText(`${figures.file}.csv`, writeCsv([figures.columns.map((each) => each.label), ...figures.rows]))
  return (
    <figure className="tg-chart" style={{ margin: 0 }}>
      <Suspense fallback={<div data-state="loading" style={{ height, overflow: 'hidden' }}>{waiting}</div>}>
        <EChart option={built} height={height} label={label} onPick={onPick} />
      </Suspense>
      <figcaption className="tg-chart-foot">
        <span className="tg-quiet tg-small">{caption}</span>
        <span className="tg-row">
          <Button
            size="small"
            type="text"
            icon={<TableOutlined />}
            aria-expanded={open}
            aria-label={t('chart.table')}
            title={t('chart.table')}
            onClick={() => setOpen(!open)}
          />
          <Button size="small" type="text" icon={<DownloadOutlined />} aria-label={t('chart.csv')} title={t('chart.csv')} onClick={download} />
        </span>
      </figcaption>
      {open && <FigureTable figures={figures} />}
    </figure>
  )
}

function FigureTable({ figures }: { figures: Figures }) {
  const write = figures.write ?? ((value: string | number | null) => (value === null ? '–' : String(value)))
  const align = (index: number) => (figures.columns[index]?.numeric ? 'tg-num' : undefined)
  return (
    <div className="tg-chart-table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {figures.columns.map((column, index) => (
              <th key={column.label} scope="col" className={align(index)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.rows.map((row, at) => (
            <tr key={at}>
              {row.map((value, index) => (
                <td key={index} className={align(index)}>
                  {write(value, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
