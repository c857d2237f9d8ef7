import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import type { Joint } from '../tree/outline'

/** and or or between the conditions of a bracket, in the words of the operator table. */
export function JointSwitch({ joint, onChange }: { joint: Joint; onChange: (joint: Joint) => void }) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const options = (['and', 'or'] as const).map((each) => ({ value: each, label: world.operators.get(each)?.words ?? each }))
  return (
    <Select<Joint>
      size="small"
      variant="filled"
      suffixIcon={null}
      className={`re-joint re-joint-${joint}`}
      aria-label={t('joint')}
      value={joint}
      options={options}
      popupMatchSelectWidth={false}
      onChange={onChange}
    />
  )
}
