import type { Replacements } from './words/catalogue.ts'

/** What the server tells its pages. It stands in the document, so that nothing is asked for before the first screen. */
export interface PageSettings {
  /** Where members find help. */
  readonly supportUrl: string | null
  /** The domain that mails come from. */
  readonly senderDomain: string
  /** Of a password that is chosen. */
  readonly minimumPasswordLength: number
  /** Texts of the host's own. */
  readonly words: Replacements
}
