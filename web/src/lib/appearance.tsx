import { createContext, useContext } from 'react'
import type { Language, ThemeChoice } from './preferences'

export interface Appearance {
  language: Language
  theme: ThemeChoice
  dark: boolean
  chooseLanguage: (language: Language) => void
  chooseTheme: (theme: ThemeChoice) => void
}

export const AppearanceContext = createContext<Appearance | null>(null)

/** Language and theme of the screens, and how to change them. */
export function useAppearance(): Appearance {
  const found = useContext(AppearanceContext)
  if (!found) throw new Error('useAppearance outside of its provider')
  return found
}

export const useLanguage = (): Language => useAppearance().language
