import createClient from 'openapi-fetch'
import i18next from 'i18next'
import { readLanguage } from '@/lib/preferences'
import type { paths } from './generated/schema'
import { ProblemError, readProblem } from './problem'

const PREFIX = '/api/v1'
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

let csrf: string | null = null
let onExpired: (() => void) | null = null

/** Keeps the token of the session in memory; unsafe requests carry it. */
export const keepCsrf = (token: string | null): void => {
  csrf = token
}

/** Says what to do when a session has ended while the screens are open. */
export const watchExpiry = (action: () => void): void => {
  onExpired = action
}

/** fetch with what every request carries; throws a ProblemError for every answer that is not a success. */
async function send(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', i18next.language ?? readLanguage())
  if (csrf && !SAFE.has(request.method)) request.headers.set('X-CSRF-Token', csrf)
  let answer: Response
  try {
    answer = await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ProblemError(
      { code: 'unreachable', message: i18next.t('ui:failure.unreachable'), nearest: [], errors: [] },
      0,
    )
  }
  if (answer.ok) return answer
  const problem = await readProblem(answer)
  if (problem.status === 401 && !request.url.endsWith(`${PREFIX}/session`)) onExpired?.()
  throw problem
}

/** The generated client: `(await api.GET('/api/v1/tags')).data`. Never answers with an error: it throws. */
export const api = createClient<paths>({ baseUrl: '/', fetch: send })

export type Query = Record<string, string | number | boolean | string[] | null | undefined>

export interface Call {
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

/** The address under /api/v1 with its query; nothing is written for null, undefined and ''. */
export function writeAddress(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    for (const each of Array.isArray(value) ? value : [value]) search.append(key, String(each))
  }
  const text = search.toString()
  return `${PREFIX}${path}${text ? `?${text}` : ''}`
}

/** One request by method and path under /api/v1, its JSON as `Answer` (take the type from api/shapes.ts). */
export async function call<Answer>(method: string, path: string, { query, body, signal }: Call = {}): Promise<Answer> {
  const plain = typeof body === 'string' || body instanceof Blob
  const request = new Request(writeAddress(path, query), {
    method,
    credentials: 'same-origin',
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: plain ? (body as BodyInit) : JSON.stringify(body) }),
    headers: body === undefined || plain ? {} : { 'Content-Type': 'application/json' },
  })
  const answer = await send(request)
  return (answer.status === 204 ? null : await answer.json()) as Answer
}

/** Sends a file as the body of a request and tells how much of it has gone (from 0 to 1). */
export function sendFile<Answer>(path: string, file: File, { query, signal, onSent }: { query?: Query; signal?: AbortSignal; onSent?: (share: number) => void } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', writeAddress(path, query))
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept-Language', i18next.language ?? readLanguage())
    if (csrf) request.setRequestHeader('X-CSRF-Token', csrf)
    request.upload.onprogress = ({ loaded, total }) => onSent?.(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const answer = new Response(request.responseText, {
        status: request.status,
        statusText: request.statusText,
        headers: { 'Content-Type': request.getResponseHeader('Content-Type') ?? '' },
      })
      if (answer.ok) void answer.json().then(resolve as (found: unknown) => void, reject)
      else
        void readProblem(answer).then((problem) => {
          if (problem.status === 401) onExpired?.()
          reject(problem)
        })
    }
    request.onerror = () => reject(new ProblemError({ code: 'unreachable', message: i18next.t('ui:failure.unreachable'), nearest: [], errors: [] }, 0))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** One part of a path: Chinese names and slashes are escaped. */
export const part = encodeURIComponent
