/** What this browser remembers of its reader: language, theme, the folded sider. */
export type Language = 'en' | 'zh'
export type ThemeChoice = 'light' | 'dark' | 'system'

const KEYS = { language: 'tagma.language', theme: 'tagma.theme', folded: 'tagma.folded' } as const

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** The language chosen before, else the first of the browser's that is Chinese or English. */
export function readLanguage(languages: readonly string[] = navigator.languages): Language {
  const kept = read(KEYS.language)
  if (kept === 'en' || kept === 'zh') return kept
  for (const each of languages) {
    if (each.toLowerCase().startsWith('zh')) return 'zh'
    if (each.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}

export const keepLanguage = (language: Language): void => write(KEYS.language, language)

export function readTheme(): ThemeChoice {
  const kept = read(KEYS.theme)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export const keepTheme = (theme: ThemeChoice): void => write(KEYS.theme, theme)
export const readFolded = (): boolean => read(KEYS.folded) === 'yes'
export const keepFolded = (folded: boolean): void => write(KEYS.folded, folded ? 'yes' : 'no')
