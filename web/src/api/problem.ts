/** What the server says when something is wrong; the same shape everywhere. */
export interface Problem {
  code: string
  message: string
  where?: { file?: string | null; line?: number | null; column?: number | null; field?: string | null } | null
  nearest: string[]
  next?: string | null
  errors: Problem[]
  data?: Record<string, unknown> | null
}

/** An answer that is not what was asked for. `status` is 0 where the server could not be reached. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly status: number
  /** Seconds to wait before another try, where the server says so. */
  readonly wait: number | null

  constructor(problem: Problem, status: number, wait: number | null = null) {
    super(problem.message)
    this.name = 'ProblemError'
    this.problem = problem
    this.status = status
    this.wait = wait
  }
}

/** Any thrown thing as a problem; what is not ours keeps its message under the code 'unexpected'. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message, nearest: [], errors: [] }
}

/** Reads the error of an answer; an answer without our shape (a proxy's page) becomes 'unexpected'. */
export async function readProblem(answer: Response): Promise<ProblemError> {
  const after = Number(answer.headers.get('retry-after'))
  const wait = Number.isFinite(after) && after > 0 ? after : null
  try {
    const body = (await answer.clone().json()) as { error?: Partial<Problem> }
    if (body.error?.code && body.error.message) {
      const found = body.error
      const problem: Problem = {
        code: found.code ?? '',
        message: found.message ?? '',
        where: found.where ?? null,
        nearest: found.nearest ?? [],
        next: found.next ?? null,
        errors: found.errors ?? [],
        data: found.data ?? null,
      }
      return new ProblemError(problem, answer.status, wait)
    }
  } catch {
    // Not JSON: told below.
  }
  return new ProblemError(
    { code: 'unexpected', message: `${answer.status} ${answer.statusText}`.trim(), nearest: [], errors: [] },
    answer.status,
    wait,
  )
}

export const isConflict = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.problem.code === 'conflict'

export const isUnauthenticated = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.status === 401

export const isNotFound = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.status === 404

/** The rule that was sent cannot be read: the field where it stands says why. */
export const isRuleMistake = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.status === 422 && error.problem.code === 'rule'
