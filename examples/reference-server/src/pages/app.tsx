import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { PortalPage } from './portal/portal-page.tsx'
import { navigate, usePath } from './router.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { Card } from './ui/card.tsx'
import { browserLocale, useWords, WordsContext, wordsOf } from './words-context.ts'

/** Everything that is served as this one document. */
export function App() {
  const [locale, setLocale] = useState(browserLocale)
  useEffect(() => {
    const follow = () => setLocale(browserLocale())
    addEventListener('languagechange', follow)
    return () => removeEventListener('languagechange', follow)
  }, [])
  useLayoutEffect(() => {
    document.documentElement.lang = locale
  }, [locale])

  return (
    <WordsContext.Provider value={wordsOf(locale)}>
      <Page />
    </WordsContext.Provider>
  )
}

function Page() {
  const path = usePath()
  const home = path === '/'
  useEffect(() => {
    if (home) navigate('/portal/apps', { replace: true })
  }, [home])

  switch (path) {
    case '/':
      return null
    case '/sign-in':
      return <SignInPage />
    case '/portal/apps':
      return <PortalPage />
    default:
      return <NotFoundPage />
  }
}

function NotFoundPage() {
  const { notFound, portal } = useWords()
  return (
    <Card title={notFound.title}>
      <p>{notFound.lead}</p>
      <p>
        <a class="button" href="/portal/apps">
          {portal.title}
        </a>
      </p>
    </Card>
  )
}
