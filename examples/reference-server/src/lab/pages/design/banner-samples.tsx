import type { AccountsBanner, Banner } from '@ecforce-accounts/client/banner'
import '@ecforce-accounts/client/banner'
import { h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useWords } from '../../../pages/words-context.ts'

const early: Banner = {
  phase: 'coexistence',
  severity: 'info',
  title: { ja: 'ログイン方法が変わります', en: 'Sign-in is changing' },
  body: {
    ja: '12月6日(日)10:00(日本時間)からログイン方法が変わります。お早めにecforce accountsの初期設定をお済ませください。',
    en: 'Sign-in changes on Sun 6 Dec, 10:00 JST. Please set up ecforce accounts soon.',
  },
  actionUrl: 'https://accounts.example/portal/apps',
  enforcedAt: '2026-12-06T01:00:00.000Z',
  mine: 'not-done',
  // On this page it stays, whatever somebody has put away.
  dismissible: false,
}

const samples: readonly Banner[] = [
  early,
  {
    ...early,
    severity: 'warning',
    title: { ja: 'まもなくログイン方法が変わります', en: 'Sign-in changes soon' },
    body: {
      ja: 'あと3日です。12月6日(日)10:00(日本時間)以降、この画面にはecforce accountsからのみログインできます。',
      en: '3 days left. From Sun 6 Dec, 10:00 JST this admin opens through ecforce accounts only.',
    },
  },
  {
    ...early,
    severity: 'critical',
    title: { ja: 'まもなくログイン方法が変わります', en: 'Sign-in changes soon' },
    body: {
      ja: '本日です。12月6日(日)10:00(日本時間)以降、この画面にはecforce accountsからのみログインできます。',
      en: 'Today is the day. From Sun 6 Dec, 10:00 JST this admin opens through ecforce accounts only.',
    },
  },
  {
    ...early,
    mine: 'done',
    title: { ja: '初期設定済みです', en: 'You are set up' },
    body: {
      ja: '初期設定は完了しています。12月6日(日)10:00(日本時間)からはecforce accountsでログインしてください。',
      en: 'You are set up. From Sun 6 Dec, 10:00 JST, sign in with ecforce accounts.',
    },
  },
]

/** `<accounts-banner>`, which is no part of these pages but of a shop's admin. */
export function BannerSamples() {
  return (
    <div class="exhibit states">
      {samples.map((banner) => (
        <ShownBanner key={banner.severity + banner.mine} banner={banner} />
      ))}
    </div>
  )
}

function ShownBanner({ banner }: { readonly banner: Banner }) {
  const { locale } = useWords()
  const element = useRef<AccountsBanner>(null)
  useEffect(() => {
    if (element.current) element.current.data = banner
  }, [banner])
  return h('accounts-banner', { ref: element, lang: locale })
}
