import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Radio, Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { CUSTOMER, Field, RuleContext, useToday, ValueEditor, type Rule, type World } from '@/rule-editor'
import { nextKey, type TagState, type TierState } from '../tag'

interface Props {
  world: World
  tag: TagState
  onChange: (tag: TagState, key?: string) => void
  /** What the value is, as the server reads it; null while it is not known. */
  type: string | null
}

const NONE = new Map()

/** A value of the customer as it is, or a number divided into tiers or equal groups. */
export function ValueWay({ world, tag, onChange, type }: Props) {
  const { t } = useTranslation('tag-editor')
  const numeric = type === null || ['integer', 'decimal', 'float'].includes(type)
  return (
    <div className="tg-column">
      <ValueLine world={world} value={tag.value} onChange={(value, key) => onChange({ ...tag, value }, key)} />
      <Segmented
        aria-label={t('value.split')}
        value={tag.split}
        disabled={!numeric && tag.split === 'none'}
        options={(['none', 'tiers', 'quantiles'] as const).map((each) => ({ value: each, label: t(`value.${each}`) }))}
        onChange={(split) => onChange(startSplit({ ...tag, split }))}
      />
      {tag.split === 'none' && (
        <div className="tag-unit">
          <Field label={t('value.unit')} hint={t('value.unitHint')}>
            <Input value={tag.unit} onChange={(event) => onChange({ ...tag, unit: event.target.value }, 'unit')} />
          </Field>
        </div>
      )}
      {tag.split === 'tiers' && <Tiers tiers={tag.tiers} onChange={(tiers, key) => onChange({ ...tag, tiers }, key)} />}
      {tag.split === 'quantiles' && <Groups tag={tag} onChange={onChange} />}
    </div>
  )
}

interface LineProps {
  world: World
  value: Rule | null
  onChange: (value: Rule, key?: string) => void
  menu?: boolean
}

/** The value itself, as the rows of the rule editor draw it. */
export function ValueLine({ world, value, onChange, menu = true }: LineProps) {
  const today = useToday()
  const around = useMemo(() => ({ world, today, problems: NONE }), [world, today])
  if (value === null) return null
  return (
    <RuleContext.Provider value={around}>
      <div className="re-item tag-value">
        <div className="re-content">
          <ValueEditor rule={value} scope={CUSTOMER} menu={menu} onChange={(next) => onChange(next, 'value')} />
        </div>
      </div>
    </RuleContext.Provider>
  )
}

function startSplit(tag: TagState): TagState {
  if (tag.split !== 'tiers' || tag.tiers.length > 0) return tag
  const tier = (at: number | null, otherwise: boolean): TierState => ({
    id: nextKey(),
    is: '',
    label: { en: '', zh: '' },
    at,
    otherwise,
  })
  return { ...tag, tiers: [tier(100, false), tier(10, false), tier(null, true)] }
}

function Tiers({ tiers, onChange }: { tiers: TierState[]; onChange: (tiers: TierState[], key?: string) => void }) {
  const { t } = useTranslation('tag-editor')
  const replace = (next: TierState, key: string) =>
    onChange(
      tiers.map((each) => (each.id === next.id ? next : each)),
      `${next.id} ${key}`,
    )
  const add = () => {
    const least = Math.min(...tiers.flatMap((each) => (each.at === null ? [] : [each.at])), 100)
    const made: TierState = { id: nextKey(), is: '', label: { en: '', zh: '' }, at: Math.floor(least / 2), otherwise: false }
    onChange([...tiers.filter((each) => !each.otherwise), made, ...tiers.filter((each) => each.otherwise)])
  }
  return (
    <div className="tag-tiers" role="group" aria-label={t('value.tiers')}>
      {tiers.map((each, index) => (
        <div key={each.id} className="tg-row">
          {each.otherwise ? (
            <span className="tag-from tg-quiet">{t('value.below')}</span>
          ) : (
            <InputNumber
              size="small"
              className="tag-from"
              controls={false}
              aria-label={t('value.from', { number: index + 1 })}
              prefix={<span className="tg-quiet">{t('value.fromWord')}</span>}
              value={each.at}
              onChange={(at) => replace({ ...each, at }, 'at')}
            />
          )}
          <Input
            size="small"
            className="tag-is tg-mono"
            aria-label={t('cases.value', { number: index + 1 })}
            placeholder={t('cases.valueHint')}
            value={String(each.is)}
            onChange={(event) => replace({ ...each, is: event.target.value }, 'is')}
          />
          <Input
            size="small"
            className="tag-word"
            aria-label={t('cases.labelEn', { number: index + 1 })}
            placeholder={t('labelEn')}
            value={each.label.en}
            onChange={(event) => replace({ ...each, label: { ...each.label, en: event.target.value } }, 'en')}
          />
          <Input
            size="small"
            className="tag-word"
            aria-label={t('cases.labelZh', { number: index + 1 })}
            placeholder={t('labelZh')}
            value={each.label.zh}
            onChange={(event) => replace({ ...each, label: { ...each.label, zh: event.target.value } }, 'zh')}
          />
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('cases.remove', { number: index + 1 })}
            title={t('cases.remove', { number: index + 1 })}
            onClick={() => onChange(tiers.filter((other) => other.id !== each.id))}
          />
        </div>
      ))}
      <div className="tg-row">
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t('value.addTier')}
        </Button>
        {!tiers.some((each) => each.otherwise) && (
          <Button
            size="small"
            type="text"
            onClick={() =>
              onChange([...tiers, { id: nextKey(), is: '', label: { en: '', zh: '' }, at: null, otherwise: true }])
            }
          >
            {t('value.addBelow')}
          </Button>
        )}
      </div>
      <div className="tg-quiet tg-small">{t('value.tiersHint')}</div>
    </div>
  )
}

function Groups({ tag, onChange }: Pick<Props, 'tag' | 'onChange'>) {
  const { t } = useTranslation('tag-editor')
  const { n, labels } = tag.groups
  const resize = (count: number) => {
    const kept = labels ? Array.from({ length: count }, (_, index) => labels[index] ?? '') : null
    onChange({ ...tag, groups: { n: count, labels: kept } }, 'groups')
  }
  return (
    <div className="tg-column">
      <div className="tg-row">
        <span>{t('value.groups')}</span>
        <InputNumber
          aria-label={t('value.groups')}
          min={2}
          max={100}
          precision={0}
          value={n}
          onChange={(count) => typeof count === 'number' && resize(count)}
        />
        <Radio.Group
          value={labels ? 'named' : 'numbered'}
          options={[
            { value: 'numbered', label: t('value.numbered', { n }) },
            { value: 'named', label: t('value.named') },
          ]}
          onChange={(event) =>
            onChange({
              ...tag,
              groups: { n, labels: event.target.value === 'named' ? Array.from({ length: n }, () => '') : null },
            })
          }
        />
      </div>
      {labels && (
        <div className="tg-row tg-wrap">
          {labels.map((each, index) => (
            <Input
              key={index}
              size="small"
              className="tag-word"
              aria-label={t('cases.value', { number: index + 1 })}
              placeholder={
                index === 0 ? t('value.lowest') : index === labels.length - 1 ? t('value.highest') : String(index + 1)
              }
              value={each}
              onChange={(event) =>
                onChange(
                  { ...tag, groups: { n, labels: labels.map((old, at) => (at === index ? event.target.value : old)) } },
                  'groups',
                )
              }
            />
          ))}
        </div>
      )}
      <div className="tg-quiet tg-small">{t('value.quantilesHint')}</div>
    </div>
  )
}
