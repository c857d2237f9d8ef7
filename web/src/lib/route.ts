import type { ComponentType } from 'react'

/**
 * One page of a feature. `path` as TanStack Router writes it ('/customers/$id'); `title` is an i18n key with its
 * room ('customers:title') for the document's title; `load` imports the page's module, whose default export is
 * the component.
 */
export interface PageRoute {
  path: string
  title: string
  load: () => Promise<{ default: ComponentType }>
}
