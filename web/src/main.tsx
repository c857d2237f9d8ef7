import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Gate } from './app/Gate'
import { loadLocale } from './app/locale'
import { Providers, queries } from './app/providers'
import { router } from './app/router'
import { SESSION } from './api/queries/session'
import { startWords } from './i18n'
import { lendNonce } from './lib/nonce'
import { readLanguage } from './lib/preferences'
import './ui/ui.css'

lendNonce()
const language = readLanguage()
// Who is there, and the code of the page that is wanted, are asked for while the words are on their way.
void queries.prefetchQuery(SESSION)
void router.preloadRoute({ to: window.location.pathname } as never).catch(() => undefined)
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
