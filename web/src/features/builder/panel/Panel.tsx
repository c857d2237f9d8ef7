import type { UseQueryResult } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '@/lib/appearance'
import type { Reading, Rule, World } from '@/rule-editor'
import { CodeBlock, Failure, LinesSkeleton, Sentence, SqlBlock } from '@/ui'
import { useSql, type Preview } from '../queries'
import { Count } from './Count'
import { writeCurl, writeJson } from './copies'
import { SamplePeople } from './SamplePeople'
import { TextSide } from './TextSide'
import { Trend } from './Trend'
import { ZeroReason } from './ZeroReason'

interface Props {
  world: World
  rule: Rule | null
  reading: Reading | undefined
  /** The reading is that of this rule and not of the one before. */
  current: boolean
  readingError: Error | null
  preview: UseQueryResult<Preview>
  /** The rule that the figures are of. */
  counted: Rule | null
  /** The count in sight is that of this rule. */
  seen: boolean
  onText: (rule: Rule) => void
}

/** What a rule means and whom it holds for: count, trend, people, sentence, text, SQL. */
export function Panel({ world, rule, reading, current, readingError, preview, counted, seen, onText }: Props) {
  const { t } = useTranslation('builder')
  const language = useLanguage()
  const found = rule === null ? undefined : preview.data
  return (
    <aside className="builder-panel" aria-label={t('panel')}>
      <Count rule={rule} preview={preview} seen={seen} wrong={current && reading?.valid === false} />
      {rule !== null && preview.isError && <Failure error={preview.error} small onRetry={() => void preview.refetch()} />}
      {rule !== null && (
        <section className="builder-part" aria-label={t('sentence')}>
          {readingError && <Failure error={readingError} small />}
          {reading?.words ? (
            <div className={current ? 'builder-said' : 'builder-said builder-stale'} tabIndex={0}>
              <Sentence words={reading.words[language]} />
            </div>
          ) : (
            !readingError && !reading && <LinesSkeleton rows={2} />
          )}
          {current && reading?.error && <Failure error={reading.error} small />}
          {current &&
            reading?.warnings.map((each) => (
              <div key={`${each.start} ${each.message}`} className="builder-warning" role="note">
                {each.message}
              </div>
            ))}
        </section>
      )}
      {seen && found?.count === 0 && <ZeroReason rule={rule} />}
      {rule !== null && found && <Trend rule={seen ? counted : null} stale={!seen} />}
      <Faces
        {...{ rule, reading, current, onText }}
        people={
          rule !== null && found ? (
            <SamplePeople world={world} preview={found} stale={!seen} text={reading?.text ?? ''} />
          ) : null
        }
      />
    </aside>
  )
}

type Face = 'people' | 'text' | 'sql' | 'json' | 'curl'

interface FacesProps extends Pick<Props, 'rule' | 'reading' | 'current' | 'onText'> {
  people: ReactNode
}

/** The people, and the rule as text, SQL, JSON and a command: one of them at a time. */
function Faces({ rule, reading, current, onText, people }: FacesProps) {
  const { t } = useTranslation('builder')
  const [face, setFace] = useState<Face>('people')
  const valid = current && reading?.valid === true
  const nothing = <div className="tg-quiet tg-small">{t('noRule')}</div>
  return (
    <Tabs
      size="small"
      className="builder-faces"
      activeKey={face}
      onChange={(key) => setFace(key as Face)}
      items={[
        { key: 'people', label: t('face.people'), children: people ?? nothing },
        {
          key: 'text',
          label: t('face.text'),
          children: (
            <TextSide text={rule === null ? '' : (reading?.text ?? '')} current={rule === null || current} onRule={onText} />
          ),
        },
        {
          key: 'sql',
          label: t('face.sql'),
          children: rule === null ? nothing : face === 'sql' && <Sql rule={valid ? rule : null} />,
        },
        {
          key: 'json',
          label: t('face.json'),
          children: rule === null ? nothing : <CodeBlock text={writeJson(rule)} label={t('face.json')} />,
        },
        {
          key: 'curl',
          label: t('face.curl'),
          children:
            rule === null ? (
              nothing
            ) : (
              <CodeBlock text={writeCurl(reading?.text ?? '', window.location.origin)} label={t('face.curl')} />
            ),
        },
      ]}
    />
  )
}

function Sql({ rule }: { rule: Rule | null }) {
  const { t } = useTranslation('builder')
  const sql = useSql(rule)
  if (rule === null) return <div className="tg-quiet tg-small">{t('sqlWaits')}</div>
  if (sql.isError) return <Failure error={sql.error} small onRetry={() => void sql.refetch()} />
  return sql.data ? <SqlBlock sql={sql.data.sql} /> : <LinesSkeleton rows={6} />
}
