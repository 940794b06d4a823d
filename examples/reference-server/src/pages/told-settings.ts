import type { PageSettings } from './page-settings.ts'

/** The settings that stand in this document. */
export const pageSettings: PageSettings = read()

function read(): PageSettings {
  const told = document.querySelector<HTMLMetaElement>('meta[name="accounts-settings"]')?.content
  return told ? JSON.parse(told) : { supportUrl: null, senderDomain: location.hostname, words: {} }
}
