/** What somebody says of a source whose address only a file may name. */
export interface Told {
  way: 'postgresql' | 'mysql' | 'dlt' | 'mqtt'
  name: string
  address: string
  table?: string
  cursor?: string
  key?: string
  event: string
  customer: string
  time: string
  others?: string
}

export const ADDRESSES: Record<Told['way'], string> = {
  postgresql: 'postgresql://user:${SHOP_PASSWORD}@host:5432/shop',
  mysql: 'mysql://user:${SHOP_PASSWORD}@host:3306/shop',
  dlt: 'dlt://sources/crm.py:orders',
  mqtt: 'mqtt://host/stores/+/visits',
}

/** A name in SQL: quoted, its own quotes doubled. */
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text in YAML, always quoted. */
const text = (value: string): string => JSON.stringify(value)

export const splitNames = (others: string | undefined): string[] => (others ?? '').split(/[,，、]/).map((each) => each.trim()).filter(Boolean)

/** The definition of the source, as the file holds it. */
export function writeSource({ way, name, address, table, cursor, key, event, customer, time, others }: Told): string {
  const database = way === 'postgresql' || way === 'mysql'
  const columns = [`${quote(customer)} as user_id`, `${quote(time)} as ts`, ...(key ? [`${quote(key)} as message_id`] : []), ...splitNames(others).map(quote)]
  const lines = [
    'kind: source',
    `name: ${text(name)}`,
    `read: ${text(address)}`,
    ...(database && table ? [`table: ${text(table)}`] : []),
    ...(database && cursor ? [`cursor: ${text(cursor)}`] : []),
    ...(database && cursor && key ? [`key: ${text(key)}`] : []),
    'events:',
    `  ${text(event)}: |`,
    '    select',
    ...columns.map((column, at) => `      ${column}${at < columns.length - 1 ? ',' : ''}`),
    '    from raw',
  ]
  return `${lines.join('\n')}\n`
}
