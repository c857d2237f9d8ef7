import { ExclamationCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'

interface Props {
  problem: Problem
  /** Puts the nearest name where the wrong one stands. */
  onNearest?: (name: string) => void
}

/** What is wrong with a condition, where it stands: the nearest names to click, what to do. */
export function ProblemLine({ problem, onNearest }: Props) {
  const { t } = useTranslation('rule-editor')
  return (
    <div className="re-problem" role="alert">
      <ExclamationCircleOutlined aria-hidden />
      <span>
        {problem.message}
        {problem.nearest.length > 0 && (
          <>
            {' '}
            {t('nearest')}
            {problem.nearest.map((name) =>
              onNearest ? (
                <Button
                  key={name}
                  size="small"
                  type="link"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onNearest(name)}
                >
                  {name}
                </Button>
              ) : (
                <strong key={name}> {name}</strong>
              ),
            )}
          </>
        )}
        {problem.next && <span className="re-next">{problem.next}</span>}
      </span>
    </div>
  )
}
