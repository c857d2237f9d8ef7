import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { isNotFound } from '@/api/problem'
import { useCustomer, type Customer } from '@/api/portraits/customer'
import type { Question } from '@/api/portraits/why'
import { formatCount, formatDay, formatInstant } from '@/lib/format'
import { useParam, useUrlState } from '@/lib/url'
import { WhyDrawer } from '@/portraits/why/WhyDrawer'
import { ButtonLink, Card, Empty, Failure, LinesSkeleton, Page, useLocale } from '@/ui'
import { Belongs } from './one/Belongs'
import { Changes } from './one/Changes'
import { isDated } from './one/dated'
import { Months } from './one/Months'
import { Said } from './one/Said'
import { Timeline } from './one/Timeline'
import { Traits } from './one/Traits'
import './customer.css'

/** One customer: who this is, what they did, what we say of them, what they are in, what changed. */
export default function CustomerPage() {
  const { t } = useTranslation('customers')
  const id = useParam('id')
  const query = useCustomer(id)
  const title = t('one.title', { id })
  const crumbs = [{ label: t('title'), to: '/customers' }]
  if (query.isError)
    return (
      <Page title={title} crumbs={crumbs}>
        {isNotFound(query.error) ? (
          <Empty title={t('one.notFound')} text={query.error.problem.message} action={<ButtonLink to="/customers">{t('one.back')}</ButtonLink>} />
        ) : (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    )
  if (!query.data)
    return (
      <Page title={title} subtitle={'\u00a0'} crumbs={crumbs}>
        <div className="tg-grid">
          <Card className="tg-span-4">
            <LinesSkeleton rows={12} />
          </Card>
          <Card className="tg-span-8">
            <LinesSkeleton rows={12} />
          </Card>
        </div>
      </Page>
    )
  return <Found customer={query.data} title={title} crumbs={crumbs} />
}

const TABS = ['say', 'did', 'history'] as const

function readQuestion(name: string | undefined, rule: string | undefined): Question | null {
  if (name) return { name }
  return rule ? { rule } : null
}

function Found({ customer, title, crumbs }: { customer: Customer; title: string; crumbs: { label: string; to: string }[] }) {
  const { t } = useTranslation('customers')
  const [url, change] = useUrlState()
  const tab = TABS.find((each) => each === url.tab) ?? 'say'
  const question = readQuestion(url.why, url.whyrule)
  const open = url.why !== undefined || url.whyrule !== undefined || url.ask !== undefined
  const ask = (asked: Question) => change({ why: asked.name, whyrule: asked.rule, ask: undefined })
  const explain = (name: string) => change({ why: name, whyrule: undefined }, 'push')
  const parts = {
    say: <Said customer={customer} onWhy={explain} />,
    did: (
      <div className="tg-column">
        <Months id={customer.customer} />
        <Timeline customer={customer} />
      </div>
    ),
    history: <Changes id={customer.customer} />,
  }
  return (
    <Page
      title={title}
      crumbs={crumbs}
      subtitle={<Summary customer={customer} />}
      actions={
        <Button icon={<QuestionCircleOutlined />} onClick={() => change({ ask: 'yes' }, 'push')}>
          {t('one.whyNot')}
        </Button>
      }
    >
      <div className="tg-grid customer-page">
        <div className="tg-column tg-span-4">
          <Traits customer={customer} />
          <Belongs customer={customer} onWhy={explain} />
        </div>
        <div className="tg-span-8">
          <Tabs
            activeKey={tab}
            onChange={(key) => change({ tab: key === 'say' ? undefined : key }, 'push')}
            items={TABS.map((key) => ({ key, label: t(`one.${key}`), children: key === tab ? parts[key] : null }))}
          />
        </div>
      </div>
      <WhyDrawer
        customer={customer.customer}
        open={open}
        question={question}
        onAsk={ask}
        onClose={() => change({ why: undefined, whyrule: undefined, ask: undefined })}
      />
    </Page>
  )
}

function Summary({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const locale = useLocale()
  const times = customer.events.flatMap((each) => [each.first, each.last]).sort()
  const first = isDated(customer.first_at) ? customer.first_at : (times[0] ?? null)
  const last = times.at(-1) ?? null
  const events = customer.events.reduce((sum, each) => sum + each.count, 0)
  const parts = [
    first && t('one.first', { at: formatDay(first, locale) }),
    last && t('one.last', { at: formatDay(last, locale) }),
    t('one.events', { count: events, total: formatCount(events, locale) }),
    customer.as_of && t('one.asOf', { asOf: formatInstant(customer.as_of, locale) }),
  ]
  return <>{parts.filter(Boolean).join(' · ')}</>
}
