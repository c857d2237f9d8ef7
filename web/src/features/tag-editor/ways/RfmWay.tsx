import { InputNumber, Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EventSelect, Field, foldName, PropertySelect, RuleContext, useToday, WindowPicker, type World } from '@/rule-editor'
import type { TagState, Threshold } from '../tag'

interface Props {
  world: World
  tag: TagState
  onChange: (tag: TagState, key?: string) => void
}

const NONE = new Map()
const isNumber = (property: { type: string }) => ['decimal', 'integer', 'float'].includes(property.type)

/** The eight RFM groups: which event, which money, which time, where high begins. */
export function RfmWay({ world, tag, onChange }: Props) {
  const { t } = useTranslation('tag-editor')
  const today = useToday()
  const around = useMemo(() => ({ world, today, problems: NONE }), [world, today])
  const { rfm } = tag
  const write = (change: Partial<TagState['rfm']>, key?: string) => onChange({ ...tag, rfm: { ...rfm, ...change } }, key)
  const changeEvent = (event: string) => {
    const amount = world.events.get(foldName(event))?.properties.find(isNumber)?.name ?? ''
    write({ event, amount })
  }
  return (
    <RuleContext.Provider value={around}>
      <div className="tg-column">
        <div className="tag-rfm">
          <Field label={t('rfm.event')}>
            <EventSelect value={rfm.event} onChange={changeEvent} />
          </Field>
          <Field label={t('rfm.amount')}>
            <PropertySelect event={rfm.event} value={rfm.amount} fits={isNumber} onChange={(amount) => write({ amount })} />
          </Field>
          <div className="re-field">
            <span>{t('rfm.window')}</span>
            <WindowPicker
              value={rfm.window ?? undefined}
              onChange={(window) => write({ window: window ?? { last: 365, unit: 'day' } })}
            />
          </div>
        </div>
        {(['recency', 'frequency', 'monetary'] as const).map((side) => (
          <Side key={side} side={side} value={rfm[side]} onChange={(value) => write({ [side]: value }, side)} />
        ))}
        <div className="tg-quiet tg-small">{t('rfm.hint')}</div>
      </div>
    </RuleContext.Provider>
  )
}

interface SideProps {
  side: 'recency' | 'frequency' | 'monetary'
  value: Threshold
  onChange: (value: Threshold) => void
}

const USUAL = { recency: 30, frequency: 5, monetary: 500 }

function Side({ side, value, onChange }: SideProps) {
  const { t } = useTranslation('tag-editor')
  return (
    <div className="tg-row">
      <span className="tag-side">{t(`rfm.${side}.name`)}</span>
      <Segmented<Threshold['by']>
        size="small"
        aria-label={t(`rfm.${side}.name`)}
        value={value.by}
        options={[
          { value: 'at', label: t('rfm.byValue') },
          { value: 'percentile', label: t('rfm.byPercentile') },
        ]}
        onChange={(by) => onChange({ by, number: by === 'percentile' ? 50 : USUAL[side] })}
      />
      <InputNumber
        size="small"
        aria-label={t(`rfm.${side}.${value.by}`)}
        controls={false}
        min={value.by === 'percentile' ? 1 : 0}
        max={value.by === 'percentile' ? 99 : undefined}
        value={value.number}
        onChange={(number) => typeof number === 'number' && onChange({ ...value, number })}
      />
      <span className="tg-quiet">{t(`rfm.${side}.${value.by}`)}</span>
    </div>
  )
}
