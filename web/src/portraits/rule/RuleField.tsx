import { Button, Input } from 'antd'
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useReading } from '@/api/queries/reading'
import { useLanguage } from '@/lib/appearance'
import { ProblemWords } from '@/ui'
import { mend } from './mend'
import { useDelayed } from './useDelayed'
import './rule.css'

interface Props {
  /** The rule in force, '' for none. */
  value: string
  onApply: (rule: string) => void
  /** Told of what is typed, applied or not. */
  onType?: (rule: string) => void
  children?: ReactNode
}

/** A rule as text: read while one types, told in a sentence, marked where it is wrong; Enter applies it. */
export function RuleField({ value, onApply, onType, children }: Props) {
  const { t } = useTranslation('portraits')
  const language = useLanguage()
  const id = useId()
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const typed = useDelayed(text, 200)
  const { data, isFetching } = useReading(typed)
  const settled = typed === text && !isFetching
  const blank = text.trim() === ''
  const wrong = !blank && settled && data?.valid === false
  const type = (next: string) => {
    setText(next)
    onType?.(next)
  }
  const apply = () => {
    if (blank) onApply('')
    else if (settled && data?.valid) onApply(data.text ?? text)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      apply()
    }
    if (event.key === 'Escape') type(value)
  }
  const where = data?.error?.where
  return (
    <div className="rule-field">
      <div className="tg-row">
        <Input.TextArea
          aria-label={t('rule.label')}
          aria-describedby={id}
          aria-invalid={wrong}
          className="tg-mono"
          rows={countRows(text)}
          placeholder={t('rule.placeholder')}
          status={wrong ? 'error' : ''}
          value={text}
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onKeyDown={press}
        />
        <Button type="primary" disabled={text.trim() === value.trim() || wrong || (!blank && !settled)} onClick={apply}>
          {t('rule.apply')}
        </Button>
        {children}
      </div>
      <div id={id} className="rule-said tg-small" aria-live="polite">
        {blank && <span className="tg-quiet">{t('rule.blank')}</span>}
        {!blank && data?.valid && <span className="tg-quiet">{data.words?.[language]}</span>}
        {wrong && data?.error && (
          <div className="rule-wrong">
            {where?.line && where.column ? <Marked text={data.text ?? typed} line={where.line} column={where.column} /> : null}
            <ProblemWords problem={data.error} />
            {data.error.nearest.map((name) => (
              <Button key={name} size="small" onClick={() => type(mend(text, data.error, name))} disabled={!data.error?.data}>
                {name}
              </Button>
            ))}
          </div>
        )}
        {!blank && data?.valid && data.warnings.map((each) => <div key={each.start} className="tg-warn">{each.message}</div>)}
      </div>
    </div>
  )
}

/** As many lines as the text takes, at most six. Measured by letters: a style set to measure it would be refused. */
export function countRows(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 110)), 0)
  return Math.min(6, lines)
}

/** The line that holds a mistake, with a mark below its column. */
function Marked({ text, line, column }: { text: string; line: number; column: number }) {
  const wrong = text.split('\n')[line - 1]
  if (wrong === undefined || (line === 1 && !text.includes('\n') && text.length < 60)) return null
  return (
    <pre className="tg-mono rule-marked">
      {wrong}
      {`\n${' '.repeat(Math.max(0, column - 1))}^`}
    </pre>
  )
}
