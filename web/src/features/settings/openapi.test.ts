import { expect, it } from 'vitest'
import { type Description, listEntries, makeExample, writeCurl, writeType } from './openapi'

const description: Description = {
  paths: {
    '/api/v1/keys': {
      get: { summary: 'List keys', tags: ['access'], parameters: [{ name: 'q', in: 'query', required: true }] },
      post: {
        summary: 'Make a key',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewKey' } } } },
        responses: { '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Key' } } } } },
      },
    },
  },
  components: {
    schemas: {
      NewKey: {
        properties: { name: { type: 'string' }, scope: { enum: ['read', 'write'] }, days: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
        required: ['name', 'scope'],
      },
    },
  },
}

it('lists what can be asked', () => {
  expect(listEntries(description).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/v1/keys', 'POST /api/v1/keys'])
})

it('writes types in one line', () => {
  expect(writeType({ anyOf: [{ type: 'integer' }, { type: 'null' }] })).toBe('integer | null')
  expect(writeType({ type: 'array', items: { $ref: '#/components/schemas/NewKey' } })).toBe('NewKey[]')
})

it('makes an example of what is required', () => {
  expect(makeExample({ $ref: '#/components/schemas/NewKey' }, description)).toEqual({ name: '', scope: 'read' })
})

it('writes a command line with the key from outside', () => {
  const [get, post] = listEntries(description)
  if (!get || !post) throw new Error('two entries')
  expect(writeCurl(get, description, 'http://x')).toContain("'http://x/api/v1/keys?q='")
  expect(writeCurl(post, description, 'http://x')).toContain(`-d '{"name":"","scope":"read"}'`)
  expect(writeCurl(post, description, 'http://x')).toContain('$TAGMA_KEY')
})
