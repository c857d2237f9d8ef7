import { CheckCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useTrackingPlan } from '@/api/queries/quality'
import type { TrackingPlan } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { Card, Empty, Loaded, ShareBar, useLocale } from '@/ui'
import { useDeclaring, type Declaring } from './Declare'

type PlanClass = TrackingPlan['classes'][number]

/** The standard tracking plan: how much of it is collected, touchpoint by touchpoint, metric by metric. */
export function PlanTab({ search, tools }: { search: string; tools: React.ReactNode }) {
  const { t } = useTranslation('schema')
  const plan = useTrackingPlan()
  const declaring = useDeclaring('plan')
  return (
    <div className="tg-column">
      <div>{tools}</div>
      {declaring.dialog}
      <Loaded query={plan} rows={12}>
        {(found) => <Plan plan={found} search={search} declaring={declaring} />}
      </Loaded>
      <div className="tg-quiet tg-small">{t('plan.note')}</div>
    </div>
  )
}

function Plan({ plan, search, declaring }: { plan: TrackingPlan; search: string; declaring: Declaring }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const wanted = search.trim().toLowerCase()
  const classes = plan.classes
    .map((each) => ({ ...each, metrics: each.metrics.filter(({ name, label, description }) => `${name} ${label} ${description}`.toLowerCase().includes(wanted)) }))
    .filter(({ metrics }) => metrics.length > 0)
  const { collected, total, scenes } = plan.coverage
  const n = (value: number): string => formatCount(value, locale)
  return (
    <>
      <Card title={t('plan.coverage')}>
        <div className="schema-coverage">
          <div className="schema-coverage-all">
            <div className="tg-figure-value tg-tabular">{t('plan.of', { collected: n(collected), total: n(total) })}</div>
            <ShareBar share={total > 0 ? collected / total : 0} label={t('plan.coverage')} />
          </div>
          <ul className="schema-scenes" aria-label={t('plan.scenes')}>
            {scenes.map((scene) => (
              <li key={scene.name}>
                <span className="tg-ellipsis">
                  {scene.label} {scene.offline && <span className="tg-quiet tg-small">{t('plan.offline')}</span>}
                </span>
                <span className={scene.collected === 0 ? 'tg-num tg-warn' : 'tg-num'}>{t('plan.of', { collected: n(scene.collected), total: n(scene.total) })}</span>
              </li>
            ))}
          </ul>
        </div>
      </Card>
      {classes.length === 0 && <Empty title={t('noMatch')} small />}
      {classes.map((each) => (
        <ClassCard key={each.name} found={each} declaring={declaring} scenes={new Map(scenes.map(({ name, label }) => [name, label]))} />
      ))}
    </>
  )
}

function ClassCard({ found, scenes, declaring }: { found: PlanClass; scenes: Map<string, string>; declaring: Declaring }) {
  const { t } = useTranslation('schema')
  const locale = useLocale()
  const collected = found.metrics.filter((metric) => metric.collected).length
  return (
    <Card
      title={
        <>
          {found.label} <span className="tg-quiet tg-tabular schema-count">{t('plan.of', { collected: formatCount(collected, locale), total: formatCount(found.metrics.length, locale) })}</span>
        </>
      }
      extra={collected < found.metrics.length && declaring.button(found.name, found.label, t('plan.define'))}
      flush
    >
      <table className="schema-metrics">
        <thead>
          <tr>
            <th scope="col">{t('plan.metric')}</th>
            <th scope="col">{t('plan.scene')}</th>
            <th scope="col">{t('plan.rule')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col" className="tg-num">{t('customers')}</th>
          </tr>
        </thead>
        <tbody>
          {found.metrics.map((metric) => (
            <tr key={metric.name}>
              <td>
                <div>{metric.label}</div>
                <div className="tg-quiet tg-small">{metric.description}</div>
              </td>
              <td>{scenes.get(metric.scene) ?? metric.scene}</td>
              <td><code className="tg-mono schema-rule">{metric.rule}</code></td>
              <td>
                {metric.collected ? (
                  <span className="schema-state"><CheckCircleOutlined aria-hidden className="tg-good" /> {t('plan.collected')}</span>
                ) : (
                  <>
                    <span className="schema-state tg-quiet"><MinusCircleOutlined aria-hidden /> {t('plan.missing')}</span>
                    <div className="schema-missing">{metric.missing.map((name) => <Tag key={name}><code className="tg-mono">{name}</code></Tag>)}</div>
                  </>
                )}
              </td>
              <td className="tg-num">{metric.collected ? formatCount(metric.customers, locale) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
