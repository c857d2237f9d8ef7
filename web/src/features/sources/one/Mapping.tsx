import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select, Tag } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMapping, useMappingDraft } from '@/api/queries/sources'
import type { EventMapping, Source } from '@/api/shapes'
import { Card, ConfirmPlan, Failure, Loaded, SqlBlock } from '@/ui'
import { findFree, nameLine, readLines, writeWanted, type Line } from './wanted'

/** What becomes of the columns: event by event as lines to change, traits and consents as their SELECT. */
export function Mapping({ source, may }: { source: Source; may: boolean }) {
  const { t } = useTranslation('sources')
  const mapping = useMapping(source.name, true)
  const columns = [...new Set(source.columns.flatMap(({ names }) => names))]
  const others = source.mapping.filter(({ output }) => output !== 'event')
  return (
    <>
      <Loaded query={mapping} rows={6}>
        {({ items }) =>
          items.map((each) => (
            <EventCard key={each.event} source={source} mapping={each} columns={columns} may={may} />
          ))
        }
      </Loaded>
      {others.map(({ output, from_sql }) => (
        <Card key={output} title={t(`mapping.${output}`)}>
          <SqlBlock sql={from_sql} height={240} />
        </Card>
      ))}
    </>
  )
}

interface EventProps {
  source: Source
  mapping: EventMapping
  columns: string[]
  may: boolean
}

function EventCard({ source, mapping, columns, may }: EventProps) {
  const { t } = useTranslation('sources')
  const [lines, setLines] = useState<Line[] | null>(null)
  const [sql, setSql] = useState(false)
  const named = useId()
  const draft = useMappingDraft(source.name)
  const text = source.mapping.find(({ event }) => event === mapping.event)?.from_sql ?? ''
  const labels = new Map(mapping.outputs.map(({ name, label, needed }) => [name, { label, needed }]))
  const editing = lines !== null
  const shown = lines ?? readLines(mapping)
  const free = findFree(columns, shown)
  const change = (at: number, some: Partial<Line>) => setLines(shown.map((line, index) => (index === at ? { ...line, ...some } : line)))
  return (
    <Card
      title={<>{t('mapping.event')} <code id={named} className="tg-mono">{mapping.event}</code></>}
      extra={
        <>
          <Button size="small" type="text" aria-expanded={sql} onClick={() => setSql(!sql)}>{t('mapping.sql')}</Button>
          {may && mapping.editable && !editing && <Button size="small" onClick={() => setLines(readLines(mapping))}>{t('edit')}</Button>}
          {editing && <Button size="small" onClick={() => setLines(null)}>{t('cancel')}</Button>}
          {editing && (
            <Button size="small" type="primary" loading={draft.isPending} onClick={() => draft.mutate({ event: mapping.event, outputs: writeWanted(shown) })}>
              {t('toPlan')}
            </Button>
          )}
        </>
      }
      flush
    >
      {sql && <div className="source-sql"><SqlBlock sql={text} height={280} /></div>}
      {draft.isError && <div className="source-sql"><Failure error={draft.error} small /></div>}
      {!mapping.editable && !sql && <div className="source-sql tg-quiet">{t('mapping.fixed')}</div>}
      {shown.length > 0 && (
        <table className="source-mapping" aria-labelledby={named}>
          <thead>
            <tr>
              <th scope="col">{t('mapping.column')}</th>
              <th scope="col">{t('mapping.becomes')}</th>
              <th scope="col">{t('mapping.name')}</th>
              {editing && <th aria-label={t('mapping.remove')} />}
            </tr>
          </thead>
          <tbody>
            {shown.map((line, at) => {
              const known = labels.get(line.name)
              return (
                <tr key={at}>
                  <td>
                    {editing && line.column !== null && columns.length > 0 ? (
                      <Select
                        showSearch
                        className="source-select"
                        aria-label={t('mapping.columnOf', { name: line.name })}
                        value={line.column}
                        options={[...new Set([line.column, ...columns])].map((value) => ({ value, label: <span data-verbatim>{value}</span> }))}
                        onChange={(column: string) => change(at, { column })}
                      />
                    ) : (
                      <code className="tg-mono source-expression">{line.column ?? line.expression}</code>
                    )}
                  </td>
                  <td>{known && known.label !== line.name ? <Tag color="processing">{known.label}</Tag> : <span className="tg-quiet">{t('mapping.property')}</span>}</td>
                  <td>
                    {editing && !known?.needed ? (
                      <Input className="tg-mono" aria-label={t('mapping.nameOf', { column: line.column ?? line.name })} value={line.name} onChange={(event) => change(at, { name: event.target.value })} />
                    ) : (
                      <code className="tg-mono">{line.name}</code>
                    )}
                  </td>
                  {editing && (
                    <td>
                      {!known?.needed && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('mapping.removeOf', { name: line.name })} onClick={() => setLines(shown.filter((_, index) => index !== at))} />}
                    </td>
                  )}
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {editing && free.length > 0 && (
        <div className="source-free">
          <span className="tg-quiet tg-small">{t('mapping.free')}</span>
          {free.slice(0, 40).map((column) => (
            <Button key={column} size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setLines([...shown, { name: nameLine(column, shown), column, kept: null, expression: column }])}>
              <span data-verbatim>{column}</span>
            </Button>
          ))}
        </div>
      )}
      <ConfirmPlan open={draft.data !== undefined} title={t('mapping.plan', { event: mapping.event })} changes={draft.data ?? null} onClose={() => draft.reset()} onApplied={() => setLines(null)} />
    </Card>
  )
}
