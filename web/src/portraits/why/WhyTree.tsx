import { CheckOutlined, CloseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { WhyFormula, WhyNode } from '@/api/portraits/why'
import { formatInstant } from '@/lib/format'
import { useLocale } from '@/ui'
import { EvidenceTable } from './EvidenceTable'
import { useValueWords } from './useValueWords'

/** ✓ or ✗, said aloud too. */
export function Verdict({ holds }: { holds: boolean }) {
  const { t } = useTranslation('portraits')
  const words = t(holds ? 'why.holds' : 'why.fails')
  return holds ? (
    <CheckOutlined className="why-mark tg-good" aria-label={words} title={words} />
  ) : (
    <CloseOutlined className="why-mark tg-bad" aria-label={words} title={words} />
  )
}

const JOINED: Record<string, string> = { all: 'why.all', any: 'why.any', not: 'why.not' }

/** An explained rule: ✓ or ✗ at every condition, its value against the threshold, what would change it, its events. */
export function WhyTree({ node }: { node: WhyNode }) {
  const { t } = useTranslation('portraits')
  if (node.kind === 'leaf') return <Leaf node={node} />
  return (
    <div className="why-node">
      <div className="why-line">
        <Verdict holds={node.holds} />
        <span className="tg-quiet">{t(JOINED[node.kind] ?? 'why.all')}</span>
      </div>
      <div className="why-children">
        {node.children.map((child, index) => (
          <WhyTree key={index} node={child} />
        ))}
      </div>
    </div>
  )
}

const present = (value: unknown): boolean => value !== null && value !== undefined

function Leaf({ node }: { node: WhyNode }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const write = useValueWords()
  const compared = present(node.value) || present(node.threshold)
  return (
    <div className="why-node">
      <div className="why-line">
        <Verdict holds={node.holds} />
        <span className="why-words">{node.words}</span>
      </div>
      <div className="why-more">
        {compared && (
          <div className="why-figures">
            <span className="tg-quiet">{t('why.value')}</span>
            <b className="tg-tabular">{node.value_label ?? (present(node.value) ? write(node.value) : t('why.missing'))}</b>
            {present(node.threshold) && (
              <>
                <span className="tg-quiet">{t('why.threshold')}</span>
                <b className="tg-tabular">{node.threshold_label ?? write(node.threshold)}</b>
              </>
            )}
          </div>
        )}
        {node.hint && (
          <div className="why-hint">
            <span className="tg-quiet">{t('why.change')}</span>
            <span>
              {node.hint}
              {node.until && <span className="tg-quiet"> · {formatInstant(node.until, locale)}</span>}
            </span>
          </div>
        )}
        {node.events.map((piece) => <EvidenceTable key={piece.of} piece={piece} />)}
        {node.because.map((formula, index) => (
          <div className="why-because" key={index}>
            <WhyFormulaPart formula={formula} />
          </div>
        ))}
      </div>
    </div>
  )
}

/** A tag or segment that a rule reads, or the one that was asked for. */
export function WhyFormulaPart({ formula, top = false }: { formula: WhyFormula; top?: boolean }) {
  const { t } = useTranslation('portraits')
  const locale = useLocale()
  const write = useValueWords()
  const tried = formula.cases
  const chosen = tried.findIndex((each) => each.chosen)
  return (
    <div className="why-formula">
      {!top && (
        <div className="why-line">
          <b>{formula.label ?? formula.name ?? t('why.thisRule')}</b>
          <span className="tg-tabular">{formula.value_label ?? write(formula.value)}</span>
          <span className="tg-quiet tg-small">{formula.as_of ? t('why.asOf', { at: formatInstant(formula.as_of, locale) }) : t('why.never')}</span>
        </div>
      )}
      {!formula.known && formula.as_of !== null && <div className="tg-quiet">{t('why.unknown')}</div>}
      {formula.rule && <WhyTree node={formula.rule} />}
      {tried.map((each, index) => (
        <div key={index} className={each.chosen ? 'why-case why-chosen' : 'why-case'}>
          <div className="why-line">
            <b>{each.label}</b>
            {each.chosen && <span className="tg-good tg-small">{t('why.chosen')}</span>}
            {each.holds && !each.chosen && <span className="tg-quiet tg-small">{t('why.skipped')}</span>}
          </div>
          <WhyTree node={each.rule} />
        </div>
      ))}
      {tried.length > 0 && chosen < 0 && present(formula.value) && <div className="tg-quiet">{t('why.otherwise')}</div>}
      {formula.events.map((piece) => <EvidenceTable key={piece.of} piece={piece} />)}
    </div>
  )
}
