import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagItem } from '@/api/portraits/tags'
import { Card, LinesSkeleton } from '@/ui'
import { buildTaxonomy, NO_PATH, type Level } from './taxonomy'

interface Props {
  tags: TagItem[] | undefined
  /** The chosen level's key, '' for all. */
  level: string
  language: string
  onChoose: (key: string) => void
}

/** Category, sub-category, item: a click shows the tags that stand there. */
export function TaxonomyTree({ tags, level, language, onChoose }: Props) {
  const { t } = useTranslation('tags')
  const tree = useMemo(() => {
    const { compare } = new Intl.Collator(language === 'zh' ? 'zh-CN' : 'en')
    return buildTaxonomy(tags ?? [], compare)
  }, [tags, language])
  return (
    <nav className="tags-tree" aria-label={t('tree.title')}>
      <Card title={t('tree.title')}>
        {tags === undefined ? (
          <LinesSkeleton rows={10} />
        ) : (
          <ul>
            <li>
              <Choice chosen={level === ''} label={t('tree.all')} count={tags.length} onChoose={() => onChoose('')} />
            </li>
            {tree.map((each) => (
              <Branch key={each.key} level={each} chosen={level} onChoose={onChoose} />
            ))}
          </ul>
        )}
      </Card>
    </nav>
  )
}

const DEPTHS = ['tree.category', 'tree.subcategory', 'tree.item'] as const

function Branch({ level, chosen, onChoose }: { level: Level; chosen: string; onChoose: (key: string) => void }) {
  const { t } = useTranslation('tags')
  // Two levels are always seen; the items below a sub-category once it, or something in it, is chosen.
  const open = level.depth < 1 || chosen === level.key || chosen.startsWith(`${level.key}\t`)
  return (
    <li>
      <Choice
        chosen={chosen === level.key}
        label={level.key === NO_PATH ? t('tree.noPath') : level.label}
        title={level.key === NO_PATH ? undefined : t(DEPTHS[level.depth] ?? 'tree.item')}
        strong={level.depth === 0}
        count={level.count}
        onChoose={() => onChoose(chosen === level.key ? '' : level.key)}
      />
      {open && level.children.length > 0 && (
        <ul>
          {level.children.map((child) => (
            <Branch key={child.key} level={child} chosen={chosen} onChoose={onChoose} />
          ))}
        </ul>
      )}
    </li>
  )
}

interface ChoiceProps {
  chosen: boolean
  label: string
  title?: string
  strong?: boolean
  count: number
  onChoose: () => void
}

function Choice({ chosen, label, title, strong = false, count, onChoose }: ChoiceProps) {
  return (
    <button type="button" aria-pressed={chosen} title={title} onClick={onChoose}>
      <span className="tg-ellipsis">{strong ? <b>{label}</b> : label}</span>
      <span className="tg-quiet tg-tabular">{count}</span>
    </button>
  )
}
