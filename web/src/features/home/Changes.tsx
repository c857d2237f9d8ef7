import { useTranslation } from 'react-i18next'
import type { Home } from '@/api/shapes'
import { formatCount } from '@/lib/format'
import { Card, DefinitionLink, Empty, useLocale } from '@/ui'

const SHOWN = 10

/** Which tags and segments moved most customers in the newest run. */
export function Changes({ changes }: { changes: Home['changes'] }) {
  const { t } = useTranslation('home')
  const locale = useLocale()
  return (
    <Card title={t('changes.title')}>
      {changes.length === 0 ? (
        <Empty small title={t('changes.none')} text={t('changes.noneText')} />
      ) : (
        <table className="tg-moves tg-tabular">
          <thead>
            <tr>
              <th scope="col">{t('changes.name')}</th>
              <th scope="col">{t('changes.kind')}</th>
              <th scope="col" className="tg-num">{t('changes.entered')}</th>
              <th scope="col" className="tg-num">{t('changes.left')}</th>
              <th scope="col" className="tg-num">{t('changes.changed')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, SHOWN).map((each) => (
              <tr key={`${each.kind}/${each.name}`}>
                <td><DefinitionLink kind={each.kind} name={each.name} label={each.label} /></td>
                <td className="tg-quiet">{t(`ui:kind.${each.kind}`)}</td>
                <td className="tg-num">{formatCount(each.entered, locale)}</td>
                <td className="tg-num">{formatCount(each.left, locale)}</td>
                <td className="tg-num">{formatCount(each.changed, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
