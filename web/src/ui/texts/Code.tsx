import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './code.css'

/** A button that copies a text and says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation('ui')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      size="small"
      type="text"
      icon={copied ? <CheckOutlined /> : <CopyOutlined />}
      aria-label={label ?? t('copy')}
      title={label ?? t('copy')}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      {copied ? t('copied') : label}
    </Button>
  )
}

interface Props {
  text: string
  label: string
  /** Scrolls from this height on. */
  height?: number
  extra?: ReactNode
}

function Block({ text, label, height = 320, extra }: Props) {
  return (
    <div className="tg-code">
      <div className="tg-code-tools">
        {extra}
        <CopyButton text={text} />
      </div>
      <pre tabIndex={0} aria-label={label} style={{ maxHeight: height }}>
        <code>{text}</code>
      </pre>
    </div>
  )
}

/** SQL, read only, with a copy button. */
export function SqlBlock({ sql, height }: { sql: string; height?: number }) {
  const { t } = useTranslation('ui')
  return <Block text={sql} label={t('sql')} height={height} />
}

/** The text of a rule, read only, with a copy button. */
export function RuleText({ text, height }: { text: string; height?: number }) {
  const { t } = useTranslation('ui')
  return <Block text={text} label={t('ruleText')} height={height} />
}

/** Any text that a machine reads (YAML, JSON, cURL). */
export function CodeBlock(props: Props) {
  return <Block {...props} />
}

/** A rule as a sentence. */
export function Sentence({ words }: { words: string | null | undefined }) {
  if (!words) return null
  return <p className="tg-sentence">{words}</p>
}
