import { Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import { Word } from '../parts/Sentence'
import type { Rule } from '../tree/rule'

interface Props {
  rule: { share: string; seed: string }
  onChange: (rule: Rule) => void
}

/** A stable random share of all customers; another seed draws other people. */
export function ShareRow({ rule, onChange }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  return (
    <>
      <Word>{world.operators.get('share')?.words}</Word>
      <InputNumber<string>
        size="small"
        variant="filled"
        className="re-number"
        aria-label={t('share.share')}
        stringMode
        controls={false}
        min="0"
        max="100"
        value={movePoint(rule.share, 2)}
        suffix={<span className="tg-quiet tg-small">%</span>}
        onChange={(next) => next !== null && String(next) !== '' && onChange({ ...rule, share: movePoint(String(next), -2) })}
      />
      <Word>{t('share.seed')}</Word>
      <Input
        size="small"
        variant="filled"
        className="re-seed"
        aria-label={t('share.seedLabel')}
        value={rule.seed}
        onChange={(event) => onChange({ ...rule, seed: event.target.value })}
      />
    </>
  )
}

/** A decimal text times a power of ten, exactly: '0.15' by 2 is '15'. */
export function movePoint(text: string, by: number): string {
  const [whole = '0', part = ''] = text.split('.')
  const digits = by > 0 ? whole + part.padEnd(by, '0') : whole.padStart(1 - by, '0') + part
  const point = by > 0 ? whole.length + by : Math.max(whole.length, 1 - by) + by
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '')
  const right = digits.slice(point).replace(/0+$/, '')
  return right ? `${left || '0'}.${right}` : left || '0'
}
