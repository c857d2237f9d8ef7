import { Layout } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '@/api/queries/workspace'
import { Instant, LanguageSwitch, useLocale } from '@/ui'
import { CallerMenu } from './CallerMenu'
import { RunIndicator } from './RunIndicator'
import { Search } from './Search'
import { ThemeSwitch } from './ThemeSwitch'

/** Whose portraits these are and of when; the search; what runs; language, theme, who is logged in. */
export function Header() {
  const { t } = useTranslation('ui')
  const { data } = useWorkspace()
  const locale = useLocale()
  return (
    <Layout.Header className="tg-header">
      <div className="tg-header-who">
        <strong className="tg-ellipsis" title={data?.name} data-verbatim>
          {data?.name ?? '\u00a0'}
        </strong>
        <div className="tg-quiet tg-small tg-ellipsis">
          {data === undefined ? (
            '\u00a0'
          ) : data.as_of === null ? (
            t('header.never')
          ) : (
            <>
              {t('header.asOf')} <Instant at={data.as_of} /> {locale.timeZone}
            </>
          )}
        </div>
      </div>
      <div className="tg-header-space" />
      <RunIndicator />
      <Search />
      <LanguageSwitch />
      <ThemeSwitch />
      <CallerMenu />
    </Layout.Header>
  )
}
