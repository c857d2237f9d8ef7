import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '@/ui'
import { FAMILIES, listSnippets, type Snippet } from './snippets'

/** How to point an SDK at this server with a write key: choose the maker, then where it runs. */
export function Snippets({ writeKey, height = 280 }: { writeKey: string; height?: number }) {
  const { t } = useTranslation('collecting')
  const [family, setFamily] = useState<Snippet['family']>('curl')
  const [place, setPlace] = useState<Snippet['place']>('web')
  const here = listSnippets(window.location.origin, writeKey).filter((each) => each.family === family)
  const shown = here.find((each) => each.place === place) ?? here[0]
  if (shown === undefined) return null
  return (
    <div className="tg-column" style={{ gap: 8 }}>
      <div className="tg-row tg-wrap tg-between">
        <Segmented<Snippet['family']>
          aria-label={t('sdk')}
          value={family}
          onChange={setFamily}
          options={FAMILIES.map((value) => ({ value, label: value === 'Sensors' ? t('sensors') : <span data-verbatim>{value}</span> }))}
        />
        {here.length > 1 && (
          <Select<Snippet['place']>
            aria-label={t('place.label')}
            value={shown.place}
            onChange={setPlace}
            style={{ width: 136 }}
            options={here.map((each) => ({ value: each.place, label: t(`place.${each.place}`) }))}
          />
        )}
      </div>
      {shown.install !== '' && <CodeBlock text={shown.install} label={t('install')} />}
      <CodeBlock text={shown.code} label={t('code')} height={height} />
      <p className="tg-quiet tg-small" style={{ margin: 0 }}>
        {t('origin', { origin: window.location.origin })}
      </p>
    </div>
  )
}
