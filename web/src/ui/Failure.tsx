import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemError, toProblem, type Problem } from '@/api/problem'
import './states.css'

interface Props {
  /** A thrown thing, or a problem of the server. */
  error: unknown
  onRetry?: () => void
  small?: boolean
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error && !(error instanceof Error)
}

/** 'segments/vip.yaml, line 3, column 9, rule'. */
export function useWhere(): (problem: Problem) => string {
  const { t } = useTranslation('ui')
  return ({ where }) => {
    if (!where) return ''
    const parts = [
      where.file ?? '',
      where.line ? t('failure.line', { line: where.line }) : '',
      where.line && where.column ? t('failure.column', { column: where.column }) : '',
      where.field ?? '',
    ]
    return parts.filter(Boolean).join(t('failure.comma'))
  }
}

/** One problem in words: what, where, the nearest name, what to do next. */
export function ProblemWords({ problem, names = true }: { problem: Problem; names?: boolean }) {
  const { t } = useTranslation('ui')
  const where = useWhere()(problem)
  return (
    <>
      <div className="tg-failure-what">{problem.message}</div>
      {where !== '' && names && <div className="tg-quiet tg-small">{where}</div>}
      {problem.nearest.length > 0 && (
        <div className="tg-small">{t('failure.nearest', { names: problem.nearest.join(t('failure.comma')) })}</div>
      )}
      {problem.next && <div className="tg-small">{t('failure.next', { next: problem.next })}</div>}
    </>
  )
}

/** What happened, what is nearest, what to do; a way to try again. */
export function Failure({ error, onRetry, small = false }: Props) {
  const { t } = useTranslation('ui')
  const problem = isProblem(error) ? error : toProblem(error)
  const unreachable = error instanceof ProblemError && error.status === 0
  return (
    <div className={small ? 'tg-failure tg-failure-small' : 'tg-failure'} role="alert">
      <ProblemWords problem={problem} names={problem.code !== 'not-found'} />
      {unreachable && <div className="tg-small">{t('failure.unreachableNext')}</div>}
      {problem.code === 'unexpected' && <div className="tg-small">{t('failure.unexpectedNext')}</div>}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((each, index) => (
            <li key={index}>
              <ProblemWords problem={each} />
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <div className="tg-failure-actions">
          <Button size="small" onClick={onRetry}>
            {t('failure.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}
