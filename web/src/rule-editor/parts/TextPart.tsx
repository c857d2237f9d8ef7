import { EditOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@/api/problem'
import { mendText, useRuleText } from '../data/reading'
import type { Rule } from '../tree/rule'
import type { Scope } from '../tree/world'
import { ProblemLine } from './ProblemLine'

interface Props {
  rule: Rule | null
  scope: Scope
  onChange: (rule: Rule) => void
  label: string
  /** Begins as an input instead of a line that is clicked. */
  open?: boolean
  onClose?: () => void
}

/** A part of a rule as text: shown as a line, edited in place, read by the server, never lost. */
export function TextPart({ rule, scope, onChange, label, open = false, onClose }: Props) {
  const { t } = useTranslation('rule-editor')
  const { read, write } = useRuleText(scope)
  const [text, setText] = useState('')
  const [shown, setShown] = useState('')
  const [editing, setEditing] = useState(open)
  const [problem, setProblem] = useState<Problem | null>(null)
  const latest = useRef(0)

  useEffect(() => {
    if (rule === null) return undefined
    let current = true
    write(rule).then(
      (written) => {
        if (!current) return
        setShown(written)
        setText((typed) => (typed === '' ? written : typed))
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [rule, write])

  const close = () => {
    setEditing(false)
    setProblem(null)
    onClose?.()
  }
  const finish = async () => {
    if (text.trim() === '' || text === shown) return close()
    const turn = ++latest.current
    try {
      const found = await read(text)
      if (turn !== latest.current) return undefined
      if ('error' in found) return setProblem(found.error)
      onChange(found.rule)
      close()
    } catch {
      // The panel beside says what is wrong with the server; the text stays.
    }
    return undefined
  }
  if (!editing) {
    return (
      <Button
        size="small"
        type="text"
        className="re-code"
        aria-label={`${label}: ${shown}`}
        icon={<EditOutlined aria-hidden />}
        iconPlacement="end"
        onClick={() => {
          setText(shown)
          setEditing(true)
        }}
      >
        {shown || '…'}
      </Button>
    )
  }
  return (
    <span className="re-codebox">
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 1, maxRows: 8 }}
        className="tg-mono"
        aria-label={label}
        aria-invalid={problem !== null}
        status={problem ? 'error' : undefined}
        spellCheck={false}
        placeholder={t('textPlaceholder')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void finish()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void finish()
          }
          if (event.key === 'Escape') {
            event.stopPropagation()
            setText(shown)
            close()
          }
        }}
      />
      {problem && <ProblemLine problem={problem} onNearest={(name) => setText(mendText(text, problem, name))} />}
    </span>
  )
}
