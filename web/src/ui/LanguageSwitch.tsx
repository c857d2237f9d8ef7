import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAppearance } from '@/lib/appearance'
import type { Language } from '@/lib/preferences'

/** English or Chinese; the choice is remembered. */
export function LanguageSwitch() {
  const { language, chooseLanguage } = useAppearance()
  const { t } = useTranslation('ui')
  return (
    <Segmented<Language>
      size="small"
      aria-label={t('language')}
      value={language}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'EN' },
      ]}
      onChange={chooseLanguage}
    />
  )
}
