import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDiff } from '@/api/queries/definitions'
import { Card, FieldChanges, Loaded, Sentence } from '@/ui'
import { readDiff, splitSides } from './sides'

/** Two versions: in words, field by field, and line by line side by side. */
export function DiffView({ kind, name, before, after }: { kind: string; name: string; before: number; after: number }) {
  const { t } = useTranslation('definitions')
  const query = useDiff(kind, name, before, after)
  return (
    <Card title={t('comparing', { before, after })}>
      <Loaded query={query} rows={6}>
        {(diff) => (
          <div className="tg-column">
            {diff.words && (
              <div>
                <div className="tg-quiet tg-small">{t('words')}</div>
                {diff.words.split('\n').map((line, index) => (
                  <Sentence key={index} words={line} />
                ))}
              </div>
            )}
            {diff.fields.length > 0 ? <FieldChanges fields={diff.fields} /> : <span className="tg-quiet">{t('noDifference')}</span>}
            {diff.text && <Sides text={diff.text} label={t('text')} />}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function Sides({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => splitSides(readDiff(text)), [text])
  return (
    <div>
      <div className="tg-quiet tg-small">{label}</div>
      <div className="tg-diff" tabIndex={0} role="group" aria-label={label} data-verbatim>
        {rows.map(({ before, after }, index) =>
          before?.kind === 'hunk' ? (
            <div key={index} className="tg-hunk">{before.text}</div>
          ) : (
            <div key={index} className="tg-sides" style={{ padding: 0 }}>
              <div className={before?.kind === 'gone' ? 'tg-gone' : undefined}>{before?.text ?? ''}</div>
              <div className={after?.kind === 'added' ? 'tg-added' : undefined}>{after?.text ?? ''}</div>
            </div>
          ),
        )}
      </div>
    </div>
  )
}
