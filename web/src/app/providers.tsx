import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import type { Locale } from 'antd/es/locale'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { ProblemError } from '@/api/problem'
import { changeWords } from '@/i18n'
import { AppearanceContext, type Appearance } from '@/lib/appearance'
import { nonce } from '@/lib/nonce'
import { keepLanguage, keepTheme, readTheme, type Language } from '@/lib/preferences'
import { buildTheme, DARK, LIGHT, THEME_KEY } from '@/lib/theme'
import { loadLocale } from './locale'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // Only an unreachable server is worth a second try; a refusal stays a refusal.
      retry: (count, error) => count < 1 && error instanceof ProblemError && error.status === 0,
    },
  },
})

const csp = { nonce }
const darkness = window.matchMedia('(prefers-color-scheme: dark)')

function useSystemDark(): boolean {
  const [dark, setDark] = useState(darkness.matches)
  useEffect(() => {
    const listen = (event: MediaQueryListEvent) => setDark(event.matches)
    darkness.addEventListener('change', listen)
    return () => darkness.removeEventListener('change', listen)
  }, [])
  return dark
}

interface Props {
  language: Language
  locale: Locale
  children: ReactNode
}

/** Everything that stands around the pages: queries, language, theme. */
export function Providers({ language: first, locale: firstLocale, children }: Props) {
  const [{ language, locale }, setSpoken] = useState({ language: first, locale: firstLocale })
  const [theme, setTheme] = useState(readTheme)
  const system = useSystemDark()
  const dark = theme === 'dark' || (theme === 'system' && system)

  const chooseLanguage = useCallback((next: Language) => {
    void Promise.all([loadLocale(next), changeWords(next)]).then(([loaded]) => {
      keepLanguage(next)
      setSpoken({ language: next, locale: loaded })
    })
  }, [])
  const appearance: Appearance = useMemo(
    () => ({
      language,
      theme,
      dark,
      chooseLanguage,
      chooseTheme: (next) => {
        keepTheme(next)
        setTheme(next)
      },
    }),
    [language, theme, dark, chooseLanguage],
  )

  useEffect(() => {
    document.documentElement.classList.add(THEME_KEY)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    document.documentElement.style.setProperty('--tagma-ground', (dark ? DARK : LIGHT).ground)
  }, [dark])

  const look = useMemo(() => buildTheme(dark), [dark])
  return (
    <AppearanceContext.Provider value={appearance}>
      <QueryClientProvider client={queries}>
        <ConfigProvider theme={look} locale={locale} csp={csp} button={{ autoInsertSpace: false }}>
          <App component={false}>{children}</App>
        </ConfigProvider>
      </QueryClientProvider>
    </AppearanceContext.Provider>
  )
}
