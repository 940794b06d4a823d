import type { ComponentType } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { preferredLocale, rememberLocale, watchLocale } from '../../pages/locale-choice.ts'
import { Announcer } from '../../pages/ui/announcer.tsx'
import { lazyPage } from '../../pages/ui/lazy-page.tsx'
import { Toasts } from '../../pages/ui/toasts.tsx'
import type { Locale } from '../../pages/words/catalogue.ts'
import { WordsContext, wordsOf } from '../../pages/words-context.ts'
import type { LabAddresses } from '../lab-pages.ts'
import { LabContext } from './lab-frame.tsx'

/** The pages by their path, each fetched when it is asked for. */
const pages: Readonly<Record<string, ComponentType>> = {
  '/': lazyPage(async () => (await import('./mailbox-page.tsx')).MailboxPage),
  '/authenticator': lazyPage(async () => (await import('./authenticator-page.tsx')).AuthenticatorPage),
  '/mails': lazyPage(async () => (await import('./mails-page.tsx')).MailsPage),
  '/lab': lazyPage(async () => (await import('./start-page.tsx')).StartPage),
  '/lab/clock': lazyPage(async () => (await import('./clock-page.tsx')).ClockPage),
  '/lab/cast': lazyPage(async () => (await import('./cast-page.tsx')).CastPage),
  '/lab/support': lazyPage(async () => (await import('./support-page.tsx')).SupportPage),
  '/lab/design': lazyPage(async () => (await import('./design/design-page.tsx')).DesignPage),
  '/lab/design/card': lazyPage(async () => (await import('./design/page-samples.tsx')).CardSample),
  '/lab/design/loading': lazyPage(async () => (await import('./design/page-samples.tsx')).LoadingSample),
}

/** Everything that is served as the lab's one document, by whichever of its two halves. */
export function LabApp({ addresses }: { readonly addresses: LabAddresses }) {
  const [locale, setLocale] = useState(() => localeOfLink() ?? preferredLocale())
  useEffect(() => {
    const told = localeOfLink()
    if (told) rememberLocale(told)
    dropLocaleOfLink()
    return watchLocale(setLocale)
  }, [])
  useLayoutEffect(() => {
    document.documentElement.lang = locale
  }, [locale])

  const words = useMemo(
    () =>
      wordsOf(locale, (chosen) => {
        rememberLocale(chosen)
        setLocale(chosen)
      }),
    [locale],
  )
  const Page = pages[location.pathname.replace(/(?<=.)\/+$/, '')]
  return (
    <WordsContext.Provider value={words}>
      <LabContext.Provider value={addresses}>
        <Announcer />
        <Toasts>{Page ? <Page /> : null}</Toasts>
      </LabContext.Provider>
    </WordsContext.Provider>
  )
}

/** The language that the link here brought along: the two halves of the lab remember apart from each other. */
function localeOfLink(): Locale | null {
  const told = new URLSearchParams(location.search).get('lang')
  return told === 'ja' || told === 'en' ? told : null
}

function dropLocaleOfLink() {
  const url = new URL(location.href)
  if (!url.searchParams.has('lang')) return
  url.searchParams.delete('lang')
  history.replaceState(history.state, '', url)
}
