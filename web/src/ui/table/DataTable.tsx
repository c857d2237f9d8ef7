import { Table, type TableProps } from 'antd'
import { cloneElement, isValidElement, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../Failure'
import { compareValues } from './compare'
import { TableTools } from './TableTools'
import { useTableChoice } from './choice'
import './table.css'

export interface DataColumn<Row> {
  key: string
  title: string
  /** What the cell shows. */
  render: (row: Row) => ReactNode
  /** What sorting compares; without it the column does not sort (unless the server sorts). */
  value?: (row: Row) => string | number | boolean | null | undefined
  numeric?: boolean
  width?: number
  /** Not shown until chosen. */
  hidden?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
}

export interface ServerPage {
  offset: number
  limit: number
  total: number
  onChange: (offset: number, limit: number) => void
}

export interface ServerSort {
  key: string
  descending: boolean
  onChange: (key: string, descending: boolean) => void
}

interface Props<Row> {
  /** Remembers the choice of columns and density of this table. */
  name: string
  label: string
  columns: DataColumn<Row>[]
  rows: Row[] | undefined
  rowKey: (row: Row) => string
  loading?: boolean
  error?: unknown
  onRetry?: () => void
  /** What stands where there are no rows. */
  empty: ReactNode
  /** At the left of the tools: search, filters. */
  tools?: ReactNode
  /** At the right of the tools: export. */
  extra?: ReactNode
  page?: ServerPage
  sort?: ServerSort
  /** The sort before anybody chose one (rows sorted here). */
  initialSort?: { key: string; descending: boolean }
  /** A fixed height draws only the rows in sight. */
  height?: number
  /** Without the line of tools: small tables inside a page. */
  plain?: boolean
  onRow?: (row: Row) => void
  expand?: (row: Row) => ReactNode
  /** Boxes before the rows: which are chosen. */
  select?: { keys: string[]; onChange: (keys: string[]) => void; label: (row: Row) => string; all: string }
}

/** A table with columns to choose, sorting, density, paging by the server or here. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { name, columns, rows, rowKey, page, sort, initialSort, height, onRow, expand, select, error } = props
  const { t } = useTranslation('ui')
  const choice = useTableChoice(name, columns)
  const shown = useMemo(() => columns.filter((column) => choice.shows(column.key)), [columns, choice])
  const waiting = rows === undefined && !error

  const built: TableProps<Row>['columns'] = shown.map((column) => {
    const sortable = sort !== undefined || column.value !== undefined
    const current = sort ? sort : undefined
    return {
      key: column.key,
      dataIndex: column.key,
      title: column.title,
      width: column.width,
      align: column.numeric ? 'right' : undefined,
      className: column.numeric ? 'tg-num' : undefined,
      ellipsis: column.numeric ? undefined : { showTitle: false },
      render: (_: unknown, row: Row) => column.render(row),
      ...(sortable
        ? {
            sorter: sort ? true : (left: Row, right: Row) => compareValues(column.value?.(left), column.value?.(right)),
            sortDirections: column.numeric ? (['descend', 'ascend'] as const).slice() : undefined,
            ...(current ? { sortOrder: current.key === column.key ? (current.descending ? 'descend' : 'ascend') : null } : {}),
            ...(!sort && initialSort?.key === column.key ? { defaultSortOrder: initialSort.descending ? 'descend' : 'ascend' } : {}),
          }
        : {}),
    }
  })

  /** The arrows say where they lead: they have no words of their own. */
  const nameStep = (_page: number, kind: string, element: ReactNode): ReactNode =>
    (kind === 'prev' || kind === 'next') && isValidElement<{ 'aria-label'?: string }>(element)
      ? cloneElement(element, { 'aria-label': t(`table.${kind}`) })
      : element

  if (error && rows === undefined) return <Failure error={error} onRetry={props.onRetry} />
  return (
    <div className="tg-table" data-state={waiting ? 'loading' : undefined}>
      {!props.plain && <TableTools choice={choice} columns={columns} left={props.tools} right={props.extra} />}
      {rows !== undefined && rows.length === 0 && !props.loading ? (
        <div className="tg-table-empty">{props.empty}</div>
      ) : (
        <Table<Row>
          aria-label={props.label}
          size={choice.dense ? 'small' : 'middle'}
          columns={built}
          dataSource={rows ?? []}
          rowKey={rowKey}
          loading={props.loading || waiting}
          locale={{ emptyText: waiting ? <div style={{ height: 240 }} /> : undefined }}
          showSorterTooltip={false}
          virtual={height !== undefined}
          tableLayout="fixed"
          scroll={{ x: shown.reduce((sum, each) => sum + (each.width ?? 160), (expand ? 48 : 0) + (select ? 48 : 0)), ...(height === undefined ? {} : { y: height }) }}
          onRow={onRow ? (row) => ({ onClick: (event) => void (isPlain(event.target) && onRow(row)), style: { cursor: 'pointer' } }) : undefined}
          rowSelection={
            select && {
              selectedRowKeys: select.keys,
              onChange: (keys) => select.onChange(keys.map(String)),
              columnWidth: 48,
              getCheckboxProps: (row) => ({ 'aria-label': select.label(row) }),
              getTitleCheckboxProps: () => ({ 'aria-label': select.all }),
            }
          }
          expandable={expand ? { expandedRowRender: expand } : undefined}
          onChange={(_pages, _filters, sorter, { action }) => {
            if (action !== 'sort' || !sort || Array.isArray(sorter)) return
            const key = sorter.order ? String(sorter.columnKey) : sort.key
            sort.onChange(key, sorter.order ? sorter.order === 'descend' : !sort.descending)
          }}
          pagination={
            page
              ? {
                  current: Math.floor(page.offset / page.limit) + 1,
                  pageSize: page.limit,
                  total: page.total,
                  showSizeChanger: true,
                  itemRender: nameStep,
                  pageSizeOptions: [20, 50, 100],
                  showTotal: (total, [from, to]) => t('table.range', { from, to, total }),
                  onChange: (current, limit) => page.onChange((current - 1) * limit, limit),
                }
              : height === undefined
                ? { defaultPageSize: 50, hideOnSinglePage: true, itemRender: nameStep, showTotal: (total, [from, to]) => t('table.range', { from, to, total }) }
                : false
          }
        />
      )}
    </div>
  )
}

/** Links and buttons inside a row keep their own click. */
function isPlain(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, label, [role="button"]') === null
}
