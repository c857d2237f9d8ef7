/** The ui kit: what every feature draws with. */
export { ButtonLink } from './ButtonLink'
export { Empty } from './Empty'
export { Failure, ProblemWords, useWhere } from './Failure'
export { LanguageSwitch } from './LanguageSwitch'
export { Page, type Crumb } from './Page'
