import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Gate } from './app/Gate'
import { loadLocale } from './app/locale'
import { Providers } from './app/providers'
import { router } from './app/router'
import { startWords } from './i18n'
import { lendNonce } from './lib/nonce'
import { readLanguage } from './lib/preferences'
import './ui/ui.css'

lendNonce()
const language = readLanguage()
const [locale] = await Promise.all([loadLocale(language), startWords(language)])
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <Providers language={language} locale={locale}>
      <Gate>
        <RouterProvider router={router} />
      </Gate>
    </Providers>,
  )
}
