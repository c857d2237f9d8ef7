import { createContext, type ComponentType } from 'react'

/**
 * One page of a feature. `path` as TanStack Router writes it ('/customers/$id'); `title` is an i18n key with its
 * room ('customers:title') for the document's title; `load` imports the page's module, whose default export is
 * the component.
 */
export interface PageRoute {
  path: string
  title: string
  /** What the page says in `data-page`; found from path and title where it is not given. */
  name?: string
  load: () => Promise<{ default: ComponentType }>
}

/** '/customers/$id' of the room customers → 'customer'; '/customers' → 'customers'; editors go by their room. */
export function findPageName({ path, title, name }: Pick<PageRoute, 'path' | 'title' | 'name'>): string {
  const room = title.split(':')[0] ?? ''
  return name ?? (/\$\w+$/.test(path) ? room.replace(/s$/, '') : room)
}

/** The name of the page that is drawn. */
export const PageNameContext = createContext('')
