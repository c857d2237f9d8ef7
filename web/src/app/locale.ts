import type { Locale } from 'antd/es/locale'
import dayjs from 'dayjs'
import type { Language } from '@/lib/preferences'

/** Ant Design's own words and the calendar's in one language. */
export async function loadLocale(language: Language): Promise<Locale> {
  if (language === 'zh') {
    const [{ default: locale }] = await Promise.all([import('antd/es/locale/zh_CN'), import('dayjs/locale/zh-cn')])
    dayjs.locale('zh-cn')
    return locale
  }
  const { default: locale } = await import('antd/es/locale/en_US')
  dayjs.locale('en')
  return locale
}
