import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCustomerChanges } from '@/api/portraits/customer'
import type { ChangeItem } from '@/api/portraits/tags'
import { useVocabulary } from '@/api/queries/vocabulary'
import { useChangeWords } from '@/portraits/changes'
import { Card, DefinitionLink, Empty, Instant, Loaded } from '@/ui'

const STEP = 50

/** What changed: tags and segments, newest first. */
export function Changes({ id }: { id: string }) {
  const { t } = useTranslation('customers')
  const [limit, setLimit] = useState(STEP)
  const query = useCustomerChanges(id, limit)
  return (
    <Card title={t('one.history')}>
      <Loaded query={query} rows={10}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty small title={t('changes.none')} />
          ) : (
            <>
              <div className="customer-changes" tabIndex={0}>
                <Table items={items} />
              </div>
              {items.length >= limit && limit < 1000 && (
                <Button size="small" loading={query.isFetching} onClick={() => setLimit(Math.min(1000, limit + STEP * 2))}>
                  {t('changes.more')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Table({ items }: { items: ChangeItem[] }) {
  const { t } = useTranslation('customers')
  const { data } = useVocabulary()
  const words = useChangeWords()
  const typed = (name: string) => data?.fields.find((field) => field.name === name)
  return (
    <table className="people-table">
      <thead>
        <tr>
          <th scope="col">{t('changes.at')}</th>
          <th scope="col">{t('changes.what')}</th>
          <th scope="col">{t('changes.before')}</th>
          <th scope="col">{t('changes.after')}</th>
          <th scope="col" className="tg-num">
            {t('changes.version')}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((each, index) => (
          <tr key={`${each.kind} ${each.name} ${each.at} ${index}`}>
            <td>
              <Instant at={each.at} />
            </td>
            <td>
              <DefinitionLink kind={each.kind} name={each.name} label={each.label} />
            </td>
            {each.kind === 'segment' ? (
              <>
                <td />
                <td>{t(each.new === 'true' ? 'changes.entered' : 'changes.left')}</td>
              </>
            ) : (
              <>
                <td>{words(each, 'old', typed(each.name))}</td>
                <td>{words(each, 'new', typed(each.name))}</td>
              </>
            )}
            <td className="tg-num">{each.version}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
