import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '@/lib/preferences'
import { forgetting } from './missing'

async function load(language: Language) {
  const { words } = language === 'zh' ? await import('./zh') : await import('./en')
  for (const [room, entries] of Object.entries(words)) i18next.addResourceBundle(language, room, entries, true, true)
}

/** Starts the words in one language. A missing key throws while developing and is reported otherwise. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    ns: ['ui'],
    defaultNS: 'ui',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, room, key) => forgetting(room, key),
    react: { useSuspense: false },
  })
  await load(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Changes the language of the screens without a reload. */
export async function changeWords(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
