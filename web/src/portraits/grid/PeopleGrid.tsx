import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PeoplePage, PeopleQuery } from '@/api/portraits/people'
import type { Column } from '@/api/shapes'
import { isRuleMistake } from '@/api/problem'
import { Empty, Failure } from '@/ui'
import { Cell } from './Cell'
import { ROW_HEIGHT, isNumeric, widthOf } from './columns'
import { rowsAt } from './geometry'
import { GridHead, type Sorting } from './GridHead'
import { usePeople } from './usePeople'
import { useTallScroll } from './useTallScroll'
import './grid.css'

interface Props {
  query: PeopleQuery
  onSort: (sorting: Sorting) => void
  /** Told of the first page whenever it is known. */
  onFound?: (page: PeoplePage | null) => void
  /** Drawn where nobody fits. */
  empty: ReactNode
}

const WAITING: Column[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, label: '', kind: 'trait', type: 'text', unit: null }))

/** A list of customers of any length: only the rows that are seen exist; pages come from the server as one scrolls. */
export function PeopleGrid({ query, onSort, onFound, empty }: Props) {
  const { t } = useTranslation('portraits')
  const box = useRef<HTMLDivElement>(null)
  const [asked, setAsked] = useState<[number, number]>([0, 40])
  const people = usePeople(query, asked[0], asked[1])
  const { head } = people
  const total = head?.total ?? 0
  const scroll = useTallScroll(box, total, ROW_HEIGHT)
  const [first, last] = rowsAt(scroll.position, scroll.seen, ROW_HEIGHT, total, 8)

  useEffect(() => {
    // Pages that fly by while one drags the bar are not asked for.
    const timer = setTimeout(() => setAsked([first, last]), 60)
    return () => clearTimeout(timer)
  }, [first, last])

  const { reset } = scroll
  const key = JSON.stringify(query)
  useEffect(() => {
    reset()
    setAsked([0, 40])
  }, [key, reset])
  useEffect(() => onFound?.(head), [onFound, head])

  const columns = people.columns.length ? people.columns : WAITING
  const widths = useMemo(() => columns.map(widthOf), [columns])
  const template = widths.map((width) => `minmax(${width}px, ${width}fr)`).join(' ')
  const wide = widths.reduce((sum, width) => sum + width, 0)

  if (isRuleMistake(people.error)) return <Empty title={t('grid.mistake')} text={t('grid.mistakeHint')} />
  if (people.error) return <Failure error={people.error} onRetry={people.retry} />
  if (head?.total === 0) return <>{empty}</>

  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== box.current) return
    const page = scroll.seen - ROW_HEIGHT
    const steps: Record<string, number> = {
      ArrowDown: ROW_HEIGHT,
      ArrowUp: -ROW_HEIGHT,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    scroll.move(step)
  }

  const shown = head ? Array.from({ length: last - first }, (_, index) => first + index) : Array.from({ length: 16 }, (_, row) => row)
  return (
    <div
      ref={box}
      className="people-grid"
      role="grid"
      aria-label={t('grid.label')}
      aria-rowcount={head ? total + 1 : -1}
      aria-colcount={columns.length}
      aria-busy={head === null}
      data-state={head === null ? 'loading' : undefined}
      tabIndex={0}
      onScroll={scroll.onScroll}
      onKeyDown={move}
    >
      <GridHead columns={columns} template={template} wide={wide} query={query} onSort={onSort} />
      <div className="people-rows" role="rowgroup" style={{ height: head ? scroll.height : 16 * ROW_HEIGHT, minWidth: wide }}>
        {shown.map((row) => (
          <Row
            key={row}
            row={row}
            top={head ? scroll.topOf(row) : row * ROW_HEIGHT}
            template={template}
            columns={columns}
            values={people.rowAt(row)}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  row: number
  top: number
  template: string
  columns: Column[]
  values: unknown[] | undefined
}

function Row({ row, top, template, columns, values }: RowProps) {
  return (
    <div className="people-row" role="row" aria-rowindex={row + 2} style={{ top, gridTemplateColumns: template }}>
      {columns.map((column, index) => (
        <span key={column.name} role="gridcell" className={isNumeric(column) ? 'people-cell people-number' : 'people-cell'}>
          {values ? <Cell column={column} value={values[index]} /> : <i className="people-wait" />}
        </span>
      ))}
    </div>
  )
}
