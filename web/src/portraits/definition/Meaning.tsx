import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSql, type Formula } from '@/api/portraits/tags'
import { formatValue } from '@/lib/format'
import { Card, Loaded, RuleText, Sentence, SqlBlock, TagValue, useLocale } from '@/ui'

interface Props {
  name: string
  kind: 'tag' | 'segment'
  title: string
  formula: Formula
  /** Said where no rule computes it. */
  listed: string
}

/** What a tag or segment means: a sentence, one per case, the rule as text, the SQL. */
export function Meaning({ name, kind, title, formula, listed }: Props) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const sql = useSql(name, kind, open)
  return (
    <Card title={title}>
      <div className="tg-column">
        {formula.rule === null && formula.cases.length === 0 && <div className="tg-quiet">{listed}</div>}
        <Sentence words={formula.words} />
        {formula.cases.length > 0 && (
          <table className="people-table people-top">
            <thead>
              <tr>
                <th scope="col">{t('meaning.value')}</th>
                <th scope="col">{t('meaning.condition')}</th>
              </tr>
            </thead>
            <tbody>
              {formula.cases.map((each, index) => (
                <tr key={index}>
                  <td>
                    <TagValue value={each.value} label={each.label || formatValue(each.value, locale)} />
                  </td>
                  <td>
                    <div className="people-words">{each.rule === null ? t('meaning.otherwise') : each.words}</div>
                    {each.rule !== null && <CaseRule text={each.rule} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {formula.rule !== null && <RuleText text={formula.rule} />}
        <details className="people-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t('meaning.sql')}</summary>
          {open && <Loaded query={sql}>{(found) => <SqlBlock sql={found.sql} />}</Loaded>}
        </details>
      </div>
    </Card>
  )
}

const SHORT = 120

/** The rule of one case; a long one is folded. */
function CaseRule({ text }: { text: string }) {
  const { t } = useTranslation('portraits')
  const code = <code className="tg-mono tg-quiet tg-small">{text}</code>
  if (text.length <= SHORT) return code
  return (
    <details className="people-fold">
      <summary className="tg-small">{t('meaning.rule')}</summary>
      {code}
    </details>
  )
}
