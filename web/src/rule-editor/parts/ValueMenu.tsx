import { SwapOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../context'
import type { Rule } from '../tree/rule'
import { startValue, type ValueSort } from '../tree/values'
import { listOperators, type Scope } from '../tree/world'

interface Props {
  rule: Rule
  scope: Scope
  onChange: (rule: Rule) => void
  /** Whether a plain value may stand here: at the right of a comparison, not at the left. */
  plain?: boolean
}

/** Makes a value something else: a field, a figure of events, a function, a value of the population. */
export function ValueMenu({ rule, scope, onChange, plain = false }: Props) {
  const { t } = useTranslation('rule-editor')
  const world = useNames()
  const rows = (sort: ValueSort, ...families: string[]) =>
    listOperators(world, ...families)
      .filter((row) => row.name !== 'any' && (sort !== 'call' || row.takes.length === 1))
      .map((row) => ({ key: `${sort} ${row.name}`, label: row.words }))
  const events =
    scope.kind === 'event'
      ? []
      : [
          { key: 'figures', label: t('menu.figure'), children: rows('aggregate', 'aggregate', 'group') },
          ...(scope.kind === 'customer' ? [{ key: 'gap', label: world.operators.get('gap')?.words ?? 'gap' }] : []),
        ]
  const items: MenuProps['items'] = [
    ...(plain ? [{ key: 'literal', label: t('menu.value') }] : []),
    ...(scope.kind === 'group' ? [] : [{ key: 'field', label: scope.kind === 'event' ? t('menu.property') : t('menu.field') }]),
    ...events,
    { key: 'calls', label: t('menu.function'), children: rows('call', 'function') },
    ...(scope.kind === 'customer'
      ? [{ key: 'populations', label: t('menu.population'), children: rows('population', 'population') }]
      : []),
  ]
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) => {
          const [sort, name] = key.split(' ')
          onChange(startValue(sort as ValueSort, name ?? null, rule, scope, world))
        },
      }}
    >
      <Button
        size="small"
        type="text"
        className="re-swap"
        icon={<SwapOutlined aria-hidden />}
        aria-label={t('menu.label')}
        title={t('menu.label')}
      />
    </Dropdown>
  )
}
