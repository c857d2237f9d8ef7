import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useVocabulary } from '@/api/queries/vocabulary'
import type { UrlState } from '@/lib/url'
import { readNames } from '@/portraits/grid/columns'

interface Props {
  url: UrlState
  usual: string[]
  /** null: the usual columns again. */
  onChoose: (names: string[] | null) => void
}

interface Group {
  title: string
  columns: { name: string; label: string }[]
}

/** Chooses columns: traits, tags by category, segments. */
export function ColumnPicker({ url, usual, onChoose }: Props) {
  const { t } = useTranslation('portraits')
  const chosen = url.columns === undefined ? usual : readNames(url.columns)
  return (
    <Popover trigger="click" placement="bottomLeft" destroyOnHidden content={<Inside chosen={chosen} onChoose={onChoose} />}>
      <Button icon={<SettingOutlined />}>{t('picker.columns')}</Button>
    </Popover>
  )
}

function Inside({ chosen, onChoose }: { chosen: string[]; onChoose: Props['onChoose'] }) {
  const { t } = useTranslation('portraits')
  const { data } = useVocabulary()
  const [q, setQ] = useState('')
  const groups = useMemo<Group[]>(() => {
    const fields = data?.fields ?? []
    const found = new Map<string, Group['columns']>()
    for (const field of fields) {
      const title = field.kind === 'trait' ? t('picker.traits') : (field.path[0] ?? t('picker.tags'))
      found.set(title, [...(found.get(title) ?? []), field])
    }
    const segments = (data?.segments ?? []).map((each) => ({ name: `segment:${each.name}`, label: each.label }))
    const all = [...found].map(([title, columns]) => ({ title, columns }))
    const wanted = q.trim().toLowerCase()
    return [...all, { title: t('picker.segments'), columns: segments }]
      .map((group) => ({ ...group, columns: group.columns.filter((each) => `${each.label} ${each.name}`.toLowerCase().includes(wanted)) }))
      .filter((group) => group.columns.length > 0)
  }, [data, q, t])
  const toggle = (name: string, on: boolean) => onChoose(on ? [...chosen, name] : chosen.filter((each) => each !== name))
  return (
    <div className="customers-columns">
      <Input allowClear aria-label={t('picker.search')} placeholder={t('picker.search')} value={q} onChange={(event) => setQ(event.target.value)} />
      <div className="customers-columns-list" tabIndex={0}>
        {groups.length === 0 && <div className="tg-quiet">{t('picker.none')}</div>}
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            {group.columns.map((each) => (
              <Checkbox key={each.name} checked={chosen.includes(each.name)} onChange={(event) => toggle(each.name, event.target.checked)}>
                {each.label}
              </Checkbox>
            ))}
          </section>
        ))}
      </div>
      <div className="tg-row tg-between">
        <span className="tg-quiet tg-small">{t('picker.count', { count: chosen.length })}</span>
        <Button size="small" type="link" onClick={() => onChoose(null)}>
          {t('picker.reset')}
        </Button>
      </div>
    </div>
  )
}
