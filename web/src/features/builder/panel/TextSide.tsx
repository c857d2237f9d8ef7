import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'
import { toProblem } from '@/api/problem'
import { mendText, readRule, useSettled, type Rule } from '@/rule-editor'
import { CopyButton, ProblemWords } from '@/ui'

interface Props {
  /** The text of the rule that the rows show. */
  text: string
  current: boolean
  onRule: (rule: Rule) => void
}

/** The rule as text: what is typed becomes the rows as soon as it is a rule; what is wrong is marked where it stands. */
export function TextSide({ text, current, onRule }: Props) {
  const { t } = useTranslation('builder')
  const [typed, setTyped] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [focused, setFocused] = useState(false)
  const asked = useSettled(typed, 300)
  const latest = useRef(onRule)
  latest.current = onRule

  useEffect(() => {
    if (asked === null || asked.trim() === '') {
      setProblem(null)
      return undefined
    }
    const stop = new AbortController()
    readRule({ text: asked }, stop.signal).then(
      (reading) => {
        if (stop.signal.aborted) return
        setProblem(reading.error)
        // A rule with a wrong name is a tree all the same, but is taken over only once it is right.
        if (reading.valid && reading.json) latest.current(reading.json)
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(toProblem(error))
      },
    )
    return () => stop.abort()
  }, [asked])

  // Rows that change while nobody types here show their text again.
  const shown = typed ?? text
  useEffect(() => {
    if (!focused && problem === null && current) setTyped(null)
  }, [focused, problem, current, text])

  return (
    <div className="builder-text">
      <Input.TextArea
        className="tg-mono"
        aria-label={t('face.text')}
        aria-invalid={problem !== null}
        status={problem ? 'error' : undefined}
        autoSize={{ minRows: 3, maxRows: 12 }}
        spellCheck={false}
        placeholder={t('textPlaceholder')}
        value={shown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(event) => setTyped(event.target.value)}
      />
      {problem && typed !== null && (
        <div className="builder-mistake" role="alert">
          <Marked text={typed} problem={problem} />
          <ProblemWords problem={problem} />
          {problem.data && problem.nearest.length > 0 && (
            <div className="tg-row tg-wrap">
              {problem.nearest.map((name) => (
                <Button key={name} size="small" onClick={() => setTyped(mendText(typed, problem, name))}>
                  {t('useName', { name })}
                </Button>
              ))}
            </div>
          )}
          <Button
            size="small"
            type="link"
            onClick={() => {
              setTyped(null)
              setProblem(null)
            }}
          >
            {t('dropText')}
          </Button>
        </div>
      )}
      <div className="tg-row tg-between">
        <span className="tg-quiet tg-small">{t('textHint')}</span>
        <CopyButton text={shown} />
      </div>
    </div>
  )
}

/** The text with what is wrong in it marked. */
function Marked({ text, problem }: { text: string; problem: Problem }) {
  const { start, end } = (problem.data ?? {}) as { start?: number; end?: number }
  if (typeof start !== 'number' || typeof end !== 'number') return null
  const letters = [...text]
  const from = Math.max(0, start - 40)
  return (
    <pre className="tg-mono builder-marked">
      {from > 0 ? '…' : ''}
      {letters.slice(from, start).join('')}
      <mark>{letters.slice(start, end).join('')}</mark>
      {letters.slice(end, end + 40).join('')}
    </pre>
  )
}
