import { SearchOutlined } from '@ant-design/icons'
import { Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useVocabulary } from '@/api/queries/vocabulary'
import type { UrlState } from '@/lib/url'
import { writeNames } from '@/portraits/grid/columns'
import { segmentRule } from '@/portraits/rule/names'
import { RuleField } from '@/portraits/rule/RuleField'
import { useDelayed } from '@/portraits/rule/useDelayed'
import { ButtonLink } from '@/ui'
import { ColumnPicker } from './ColumnPicker'
import { readSegment } from './state'

interface Props {
  url: UrlState
  usual: string[]
  onChange: (change: UrlState, how?: 'replace' | 'push') => void
}

/** Search, segment, columns; below them the rule as text. */
export function Filters({ url, usual, onChange }: Props) {
  const { t } = useTranslation(['customers', 'portraits'])
  const { data: vocabulary } = useVocabulary()
  const [typed, setTyped] = useState(url.rule ?? '')
  useEffect(() => setTyped(url.rule ?? ''), [url.rule])
  const segment = readSegment(url.rule)
  return (
    <div>
      <div className="customers-filters">
        <Search value={url.q ?? ''} onSearch={(q) => onChange({ q: q || undefined })} />
        <Select
          aria-label={t('customers:list.bySegment')}
          placeholder={t('customers:list.bySegment')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 220 }}
          value={segment ?? undefined}
          onChange={(name?: string) => onChange({ rule: name === undefined ? undefined : segmentRule(name) }, 'push')}
          options={vocabulary?.segments.map((each) => ({ value: each.name, label: each.label }))}
        />
        <ColumnPicker url={url} usual={usual} onChoose={(names) => onChange({ columns: names === null ? undefined : writeNames(names) })} />
      </div>
      <div className="customers-rule">
        <RuleField value={url.rule ?? ''} onType={setTyped} onApply={(rule) => onChange({ rule: rule || undefined }, 'push')}>
          <ButtonLink to="/segments/new" search={{ rule: typed }}>
            {t('portraits:rule.build')}
          </ButtonLink>
        </RuleField>
      </div>
    </div>
  )
}

/** A search that is asked for once typing rests. */
function Search({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const { t } = useTranslation('customers')
  const [text, setText] = useState(value)
  const rested = useDelayed(text, 250)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (rested !== value && rested === text) onSearch(rested)
    // Only a rested text asks; a changed address does not ask back.
  }, [rested])
  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      aria-label={t('list.search')}
      placeholder={t('list.search')}
      value={text}
      style={{ width: 280 }}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onSearch(text)}
    />
  )
}
