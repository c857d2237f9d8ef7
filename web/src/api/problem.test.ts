import { expect, it } from 'vitest'
import { isConflict, ProblemError, readProblem, toProblem } from './problem'

const answer = (body: string, status: number, headers: Record<string, string> = {}) => new Response(body, { status, statusText: 'Bad', headers })

it('reads the one shape of errors', async () => {
  const body = JSON.stringify({ error: { code: 'conflict', message: 'm', nearest: ['x'], data: { kind: 'tag' } } })
  const error = await readProblem(answer(body, 409))
  expect(error.problem).toMatchObject({ code: 'conflict', message: 'm', nearest: ['x'], errors: [], data: { kind: 'tag' } })
  expect(isConflict(error)).toBe(true)
})

it('words what is not ours, and keeps the time to wait', async () => {
  const error = await readProblem(answer('<html>', 502, { 'retry-after': '7' }))
  expect(error.problem.code).toBe('unexpected')
  expect(error.message).toBe('502 Bad')
  expect(error.wait).toBe(7)
  expect(isConflict(error)).toBe(false)
})

it('makes a problem of anything', () => {
  expect(toProblem(new Error('x'))).toMatchObject({ code: 'unexpected', message: 'x' })
  expect(toProblem(new ProblemError({ code: 'busy', message: 'b', nearest: [], errors: [] }, 409)).code).toBe('busy')
})
