import type { PageSettings } from './page-settings.ts'

/** The settings that stand in this document. */
export const pageSettings: PageSettings = read()

function read(): PageSettings {
  const told = document.querySelector<HTMLMetaElement>('meta[name="accounts-settings"]')?.content
  if (told) return JSON.parse(told)
  return { supportUrl: null, senderDomain: location.hostname, minimumPasswordLength: 12, words: {} }
}
