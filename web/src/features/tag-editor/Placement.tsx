import { AutoComplete, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useTags } from '@/api/portraits/tags'
import { Field } from '@/rule-editor'
import { CLASSES, type TagState } from './tag'

interface Props {
  tag: TagState
  onChange: (tag: TagState, key?: string) => void
}

const LEVELS = ['category', 'subcategory', 'item'] as const

/** Where the tag stands in the taxonomy, with the levels that are there already, and its class. */
export function Placement({ tag, onChange }: Props) {
  const { t } = useTranslation('tag-editor')
  const tags = useTags()
  const paths = useMemo(
    () => (tags.data?.items ?? []).map((each) => ({ names: each.path, words: each.path_labels })),
    [tags.data],
  )
  const suggest = (level: number) => {
    const found = new Map<string, string>()
    for (const { names, words } of paths) {
      const [name, word] = [names[level], words[level]]
      if (name && names.slice(0, level).every((each, index) => each === tag.path[index])) found.set(name, word ?? name)
    }
    return [...found].map(([value, word]) => ({ value, label: word === value ? value : `${word} · ${value}` }))
  }
  return (
    <div className="tag-place">
      {LEVELS.map((level, index) => (
        <Field key={level} label={t(`path.${level}`)}>
          <AutoComplete
            value={tag.path[index]}
            options={suggest(index)}
            showSearch={{
              filterOption: (typed, option) =>
                String(option?.label ?? '')
                  .toLowerCase()
                  .includes(typed.toLowerCase()),
            }}
            onChange={(text: string) => {
              const path = [...tag.path] as TagState['path']
              path[index] = text ?? ''
              onChange({ ...tag, path }, `path ${index}`)
            }}
          />
        </Field>
      ))}
      <Field label={t('class.label')}>
        <Select
          value={tag.class}
          options={['', ...CLASSES].map((each) => ({ value: each, label: t(`class.${each || 'none'}`) }))}
          onChange={(next) => onChange({ ...tag, class: next })}
        />
      </Field>
    </div>
  )
}
