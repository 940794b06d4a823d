import { castPassword } from './cast.ts'

export interface GuideAddresses {
  readonly issuer: string
  readonly mailbox: string
}

interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly ja: string
  readonly en: string
}

/** People to try, in the order in which they show the most. */
const people: readonly Person[] = [
  {
    name: '加藤ひろ',
    email: 'hiro.kato@renshu-shoes.example',
    password: castPassword,
    ja: 'まずはこの人から：はじめてのログイン。コードはメールボックスに届きます。二回目のログインもお試しください。',
    en: 'Start here: a first sign-in, whose code arrives in the mailbox. Then sign out and sign in again.',
  },
  {
    name: '木村ゆい',
    email: 'yui.kimura@renshu-shoes.example',
    password: castPassword,
    ja: '登録は済んでいます：毎回のログインはコードを入力するだけです。',
    en: 'Already set up: every sign-in asks for a code and nothing else.',
  },
  {
    name: '久保れん',
    email: 'ren.kubo@renshu-shoes.example',
    password: 'neko77',
    ja: 'これまでのパスワードが短すぎるため、新しいものを決めます。',
    en: 'The former password is too weak, so a new one is chosen on the way.',
  },
  {
    name: '佐藤ふたば',
    email: 'futaba.sato@freelance.example',
    password: castPassword,
    ja: '二つのショップで別々のパスワードでした。一つに決めると、どちらのショップにも入れます。',
    en: 'Two shops held two different passwords: one is chosen, and the portal shows both shops.',
  },
  {
    name: '青木はじめ',
    email: 'hajime.aoki@mihon-tea.example',
    password: castPassword,
    ja: 'ショップの切り替えがまだ告知されていないため、知らない人と同じように断られます。',
    en: "The shop has not been announced, so the answer is a stranger's.",
  },
  {
    name: 'だれでもない人',
    email: 'dare-demo-nai@nowhere.example',
    password: castPassword,
    ja: 'どのショップにもいません。青木さんと見分けがつかないことをお確かめください。',
    en: 'In no shop at all: see that nothing tells this address from the one before.',
  },
]

/** What the terminal says once the demonstration runs. */
export function guide({ issuer, mailbox }: GuideAddresses): string {
  const list = people.map(
    ({ name, email, password, ja, en }) => `  ${name}  ${email}  /  ${password}\n    ${ja}\n    ${en}\n`,
  )
  return `
ecforce accounts のデモが始まりました / The demonstration is running

  ログイン / Sign in           ${issuer}/sign-in
  サービス一覧 / Portal        ${issuer}/portal/apps
  メールボックス / Mailbox     ${mailbox}

お試しいただける方（アドレス / パスワード） / People to try (address / password)

${list.join('\n')}
二週間を進める / Let two weeks pass:
  curl -X POST ${issuer}/lab/clock -H 'Content-Type: application/json' -d '{"advanceSeconds":1209600}'

Ctrl+C で終わります。次に始めるときは、はじめの状態に戻ります。 / Ctrl+C ends it; the next start begins afresh.
`
}
