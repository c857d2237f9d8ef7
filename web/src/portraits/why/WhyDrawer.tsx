import { Drawer, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useExplanation, type Explanation, type Question } from '@/api/portraits/why'
import { useVocabulary } from '@/api/queries/vocabulary'
import { formatDuration, formatInstant } from '@/lib/format'
import { Failure, LinesSkeleton, useLocale } from '@/ui'
import { Verdict, WhyFormulaPart } from './WhyTree'
import { useValueWords } from './useValueWords'
import './why.css'

interface Props {
  customer: string
  open: boolean
  /** What is explained; null before anything was chosen. */
  question: Question | null
  onAsk: (question: Question) => void
  onClose: () => void
}

/** Why a customer has, or lacks, a tag or segment, or whether a rule holds for them. */
export function WhyDrawer({ customer, open, question, onAsk, onClose }: Props) {
  const { t } = useTranslation('portraits')
  const query = useExplanation(customer, open ? question : null)
  return (
    <Drawer open={open} onClose={onClose} size={640} title={t('why.titleOf', { customer })} destroyOnHidden>
      <div className="why">
        <Asking question={question} onAsk={onAsk} />
        {question === null && <p className="tg-quiet">{t('why.start')}</p>}
        {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {query.isLoading && <LinesSkeleton rows={8} />}
        {query.data && <Told told={query.data} />}
      </div>
    </Drawer>
  )
}

function Told({ told: { explained: told, ms } }: { told: Explanation }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const write = useValueWords()
  const yes = told.value === true
  const plain = typeof told.value === 'boolean'
  const name = told.label ?? told.name ?? t('why.thisRule')
  return (
    <>
      <div className="why-verdict">
        {plain && <Verdict holds={yes} />}
        <div>
          <b>
            {plain
              ? t(yes ? 'why.has' : 'why.hasNot', { name })
              : told.value === null
                ? t('why.noValue', { name })
                : t('why.hasValue', { name, value: told.value_label ?? write(told.value) })}
          </b>
          <div className="tg-quiet tg-small">
            {told.as_of ? t('why.asOf', { at: formatInstant(told.as_of, locale) }) : t('why.never')} · {t('why.ms', { ms: formatDuration(ms, locale) })}
          </div>
        </div>
      </div>
      <WhyFormulaPart formula={told} top />
    </>
  )
}

const RULE = '\n'

/** Chooses a tag or segment, or takes a rule that is typed. */
function Asking({ question, onAsk }: { question: Question | null; onAsk: (question: Question) => void }) {
  const { t } = useTranslation('portraits')
  const { data } = useVocabulary()
  const [typed, setTyped] = useState('')
  const options = useMemo(() => {
    const named = (each: { name: string; label: string }) => ({ value: each.name, label: each.label, search: `${each.label} ${each.name}`.toLowerCase() })
    const wanted = typed.trim().toLowerCase()
    const fits = (each: { search: string }) => wanted === '' || each.search.includes(wanted)
    const groups = [
      { label: t('why.tags'), options: (data?.fields ?? []).filter((field) => field.kind !== 'trait').map(named).filter(fits) },
      { label: t('why.segments'), options: (data?.segments ?? []).map(named).filter(fits) },
    ].filter((group) => group.options.length > 0)
    const text = typed.trim()
    // A text that is a name is no rule of its own.
    const known = groups.some((group) => group.options.some((each) => [each.value, each.label].includes(text)))
    const rule = text === '' || known ? [] : [{ label: t('why.rule'), options: [{ value: RULE + text, label: text, search: wanted }] }]
    return [...groups, ...rule]
  }, [data, typed, t])
  const shown = question === null ? undefined : (question.name ?? question.rule)
  return (
    <Select
      aria-label={t('why.ask')}
      placeholder={t('why.askPlaceholder')}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      options={options}
      value={shown}
      labelRender={({ label, value }) => label ?? String(value)}
      onChange={(value: string) => {
        setTyped('')
        onAsk(value.startsWith(RULE) ? { rule: value.slice(RULE.length) } : { name: value })
      }}
      style={{ width: '100%' }}
    />
  )
}
