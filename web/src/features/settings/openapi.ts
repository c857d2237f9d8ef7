/** The part of OpenAPI that the reference shows. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  title?: string
  description?: string
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  default?: unknown
  additionalProperties?: Schema | boolean
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}

interface Body {
  content?: Record<string, { schema?: Schema }>
}

interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: Body
  responses?: Record<string, Body>
}

export interface Description {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

/** One line of the reference. */
export interface Entry {
  method: string
  path: string
  tag: string
  summary: string
  description: string
  parameters: Parameter[]
  body: Schema | null
  bodyType: string | null
  answer: Schema | null
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function firstSchema(body: Body | undefined): Schema | null {
  return Object.values(body?.content ?? {})[0]?.schema ?? null
}

/** All operations by address. */
export function listEntries(description: Description): Entry[] {
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => operations[method]).map((method): Entry => {
      const operation = operations[method] as Operation
      const good = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))
      return {
        method: method.toUpperCase(),
        path,
        tag: operation.tags?.[0] ?? '',
        summary: operation.summary ?? '',
        description: operation.description ?? '',
        parameters: operation.parameters ?? [],
        body: firstSchema(operation.requestBody),
        bodyType: Object.keys(operation.requestBody?.content ?? {})[0] ?? null,
        answer: good ? firstSchema(good[1]) : null,
      }
    }),
  )
}

export function resolve(schema: Schema, description: Description): Schema {
  const name = schema.$ref?.split('/').pop()
  return name ? (description.components?.schemas?.[name] ?? schema) : schema
}

/** 'text', 'integer | null', 'TagItem[]': a type in one line. */
export function writeType(schema: Schema | undefined): string {
  if (!schema) return ''
  if (schema.$ref) return schema.$ref.split('/').pop() ?? ''
  if (schema.anyOf) return schema.anyOf.map(writeType).join(' | ')
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.type === 'array') return `${writeType(schema.items) || 'any'}[]`
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? 'any')
}

/** An example of a value by its schema, two levels deep. */
export function makeExample(schema: Schema, description: Description, depth = 0): unknown {
  if (schema.default !== undefined && schema.default !== null) return schema.default
  const found = resolve(schema, description)
  if (found.anyOf) return makeExample(found.anyOf.find((each) => each.type !== 'null') ?? {}, description, depth)
  if (found.enum) return found.enum[0]
  if (found.properties) {
    if (depth > 2) return {}
    const required = new Set(found.required ?? Object.keys(found.properties))
    const shown = Object.entries(found.properties).filter(([name]) => required.has(name))
    return Object.fromEntries(shown.map(([name, each]) => [name, makeExample(each, description, depth + 1)]))
  }
  if (found.type === 'array') return found.items && depth < 2 ? [makeExample(found.items, description, depth + 1)] : []
  if (found.type === 'integer' || found.type === 'number') return 0
  if (found.type === 'boolean') return false
  return found.type === 'object' ? {} : ''
}

/** The request as a command line; the key stands in $TAGMA_KEY. */
export function writeCurl(entry: Entry, description: Description, origin: string): string {
  const query = entry.parameters.filter((each) => each.in === 'query' && each.required).map((each) => `${each.name}=`)
  const address = `${origin}${entry.path}${query.length ? `?${query.join('&')}` : ''}`
  const lines = [`curl -X ${entry.method} '${address}'`, `-H "Authorization: Bearer $TAGMA_KEY"`]
  if (entry.body) {
    const json = entry.bodyType === 'application/json'
    lines.push(`-H 'Content-Type: ${entry.bodyType ?? 'application/json'}'`)
    lines.push(json ? `-d '${JSON.stringify(makeExample(entry.body, description)).replaceAll("'", "'\\''")}'` : `--data-binary @FILE`)
  }
  return lines.join(' \\\n  ')
}
