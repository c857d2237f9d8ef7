import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { PeopleQuery } from '@/api/portraits/people'
import type { Column } from '@/api/shapes'
import { isNumeric } from './columns'

export interface Sorting {
  sort?: string
  descending?: boolean
}

interface Props {
  columns: Column[]
  template: string
  wide: number
  query: PeopleQuery
  onSort: (sorting: Sorting) => void
}

/** What a click on a column's head asks for: ascending, then descending, then the usual order. */
export function turnSorting(query: Sorting, name: string): Sorting {
  if (query.sort !== name) return { sort: name, descending: false }
  return query.descending ? {} : { sort: name, descending: true }
}

/** The head of the list; a click sorts. */
export function GridHead({ columns, template, wide, query, onSort }: Props) {
  const { t } = useTranslation('portraits')
  return (
    <div className="people-head" role="rowgroup" style={{ minWidth: wide }}>
      <div className="people-headrow" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => {
          const name = column.kind === 'id' ? 'customer' : column.name
          const sorted = query.sort === name
          return (
            <span
              key={column.name}
              role="columnheader"
              aria-sort={sorted ? (query.descending ? 'descending' : 'ascending') : 'none'}
              className={isNumeric(column) ? 'people-cell people-number' : 'people-cell'}
            >
              <button
                type="button"
                title={t('grid.sortBy', { name: column.label })}
                onClick={() => onSort(turnSorting(query, name))}
              >
                <span className="tg-ellipsis">{column.label}</span>
                {sorted && (query.descending ? <CaretDownOutlined /> : <CaretUpOutlined />)}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
