import { useTranslation } from 'react-i18next'
import { TextPart } from '../parts/TextPart'
import type { Rule } from '../tree/rule'
import type { Scope } from '../tree/world'

interface Props {
  rule: Rule
  scope: Scope
  onChange: (rule: Rule) => void
  open?: boolean
  onClose?: () => void
}

/** A condition as its text. */
export function TextRow({ rule, scope, onChange, open = false, onClose }: Props) {
  const { t } = useTranslation('rule-editor')
  // An empty text stands for a condition that was just added to be written.
  const fresh = 'literal' in rule && rule.literal === ''
  return (
    <TextPart
      rule={fresh ? null : rule}
      scope={scope}
      onChange={onChange}
      label={t('textCondition')}
      open={open || fresh}
      onClose={onClose}
    />
  )
}
