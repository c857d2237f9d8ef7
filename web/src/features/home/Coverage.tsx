import { useTranslation } from 'react-i18next'
import type { Home } from '@/api/shapes'
import { DefinitionLink, Empty, ShareBar } from '@/ui'

/** How many customers each tag says something about, most first. */
export function Coverage({ tags }: { tags: Home['coverage'] }) {
  const { t } = useTranslation('home')
  if (tags.length === 0) return <Empty small title={t('coverage.none')} text={t('coverage.noneText')} />
  const sorted = [...tags].sort((left, right) => (right.share ?? 0) - (left.share ?? 0))
  return (
    <div className="tg-coverage" tabIndex={0} role="group" aria-label={t('coverage.title')}>
      {sorted.map((tag) => (
        <Line key={tag.name} tag={tag} />
      ))}
    </div>
  )
}

function Line({ tag }: { tag: Home['coverage'][number] }) {
  return (
    <>
      <div className="tg-ellipsis" title={[...tag.path_labels, tag.label].join(' / ')}>
        <DefinitionLink kind="tag" name={tag.name} label={tag.label} />
      </div>
      <ShareBar share={tag.share} label={tag.label} />
    </>
  )
}
