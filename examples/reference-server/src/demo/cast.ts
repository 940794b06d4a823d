import { appFirst, type FactorPolicy } from '@ecforce-accounts/core'
import type { CastOperator, CastPerson } from '../lab/cast-sheet.ts'
import type { Newcomer } from './first-sign-in.ts'

/** A shop of the demonstration. */
export interface CastShop {
  readonly id: string
  readonly name: string
  /** What the shop appends to every password, by its name. Default: nothing. */
  readonly pepper?: string
  /** How many days before the start its switch was announced; `null`: not yet. */
  readonly announcedDaysAgo: number | null
  /** In how many days it is going to be announced; left out where nobody has said. */
  readonly announcedInDays?: number
  /** Default: a mailed code from the first sign-in on. */
  readonly factorPolicy?: FactorPolicy
  /** The file of its members, in `demo/`. */
  readonly file: string
}

/** What the shop's own system appended to every password before it hashed it, by the name its file gives. */
export const castPeppers: ReadonlyMap<string, string> = new Map([['renshu', 'kutsu-no-himo-wo-musubu']])

/** Where a shop's admin is reached: on a host of its own, since cookies know no ports. */
export function adminUrlOf(shop: string, port: number): string {
  return `http://${shopHost(shop)}:${port}/admin`
}

export function shopHost(shop: string): string {
  return `${shop}.localhost`
}

/** When the files were exported; their times are moved along, so that they are as old as they were then. */
export const exportedAt = Date.parse('2026-11-22T10:00:00+09:00')

export const castShops: readonly CastShop[] = [
  {
    id: 'mihon-tea',
    name: 'みほん茶舗',
    announcedDaysAgo: null,
    announcedInDays: 7,
    file: 'mihon-tea.csv',
  },
  {
    id: 'renshu-shoes',
    name: 'れんしゅう靴店',
    pepper: 'renshu',
    announcedDaysAgo: 5,
    file: 'renshu-shoes.csv',
  },
  {
    id: 'tameshi-zakka',
    name: 'ためし雑貨',
    announcedDaysAgo: 17,
    file: 'tameshi-zakka.csv',
  },
  {
    id: 'kokoromi-coffee',
    name: 'こころみ珈琲',
    announcedDaysAgo: 13,
    factorPolicy: appFirst,
    file: 'kokoromi-coffee.csv',
  },
]

/** The password that everybody in the cast had at their shop, unless a row says otherwise. */
export const castPassword = 'asagao-no-kaze-26'

/** The robot whose exemption was approved, and from where it may work without a code. */
export const castRobot = {
  email: 'rpa-zaiko@tameshi-zakka.example',
  shop: 'tameshi-zakka',
  formerPassword: castPassword,
  /** Chosen for it here: it is all that stands before its session. */
  password: 'zaiko-robo-no-nagai-aikotoba',
  address: '203.0.113.10',
  /** From where it was tried by mistake. */
  elsewhere: '198.51.100.77',
  administrator: 'kaoru.seto@tameshi-zakka.example',
  approvedBy: 'tomoru',
  sinceDaysAgo: 12,
} as const

/** A request that operators have to answer only after its shop was switched. */
export const castRobotRequest = {
  email: 'rpa-juchu@kokoromi-coffee.example',
  shop: 'kokoromi-coffee',
  address: '203.0.113.20',
  administrator: 'satoru.noguchi@kokoromi-coffee.example',
} as const

/** Everybody who can be tried, shop by shop. */
export const castPeople: readonly CastPerson[] = [
  {
    name: '加藤ひろ',
    email: 'hiro.kato@renshu-shoes.example',
    password: castPassword,
    shop: 'renshu-shoes',
    role: 'staff',
    ja: 'まずはこの人から：はじめてのログイン。コードはメールボックスに届きます。二回目のログインもお試しください。',
    en: 'Start here: a first sign-in, whose code arrives in the mailbox. Then sign out and sign in again.',
  },
  {
    name: '木村ゆい',
    email: 'yui.kimura@renshu-shoes.example',
    password: castPassword,
    shop: 'renshu-shoes',
    role: 'staff',
    ja: '登録は済んでいます：次からのログインは、パスワードとメールのコードを入力するだけです。',
    en: 'Already set up: a sign-in asks for the password and a mailed code, and nothing else.',
  },
  {
    name: '久保れん',
    email: 'ren.kubo@renshu-shoes.example',
    password: 'neko77',
    shop: 'renshu-shoes',
    role: 'staff',
    ja: 'これまでのパスワードが短すぎるため、新しいものを決めます。',
    en: 'The former password is too weak, so a new one is chosen on the way.',
  },
  {
    name: '佐藤ふたば',
    email: 'futaba.sato@freelance.example',
    password: castPassword,
    shop: 'renshu-shoes',
    role: 'staff',
    ja: '二つのショップで別々のパスワードでした（ためし雑貨ではtsubame-no-su-31）。一つに決めると、サービス一覧に両方のショップが並びます。',
    en: 'Two shops held two different passwords (tsubame-no-su-31 at ためし雑貨): one is chosen, and the portal shows both shops.',
  },
  {
    name: '小川あかね',
    email: 'akane.ogawa@renshu-shoes.example',
    password: castPassword,
    shop: 'renshu-shoes',
    role: 'administrator',
    ja: 'ショップの管理者です。ログインすると、サービス一覧の上の「メンバー」から、招待、権限の変更、利用の停止ができます。管理画面の「メンバー管理」では、だれの初期設定が済んでいるかがわかり、メンバーを追加すると招待が必要だと表示されます。',
    en: "An administrator of the shop: once signed in, the page of members beside the services invites people, changes roles and takes access away. The member list in the shop's admin shows who is set up, and that whoever is added needs an invitation.",
  },
  {
    name: '須藤つばさ',
    email: 'tsubasa.sudo@renshu-shoes.example',
    password: castPassword,
    shop: 'renshu-shoes',
    role: 'staff',
    ja: '従来のログインでも認証アプリを使っていました。はじめてのログインで、メールのコードのあとに認証アプリをあらためて登録し、リカバリーコードを保存します。',
    en: 'Used an authenticator app at the former sign-in. After the mailed code, the first sign-in here sets one up anew, with recovery codes to keep.',
  },
  {
    name: '高橋なぎ',
    email: 'nagi.takahashi@tameshi-zakka.example',
    password: castPassword,
    shop: 'tameshi-zakka',
    role: 'staff',
    ja: '休暇から戻ると、ショップの切り替えが済んでいました。ブックマークしていた管理画面（/admin/orders/42）を開くと、ecforce accountsに移動します。これまでのパスワードで、いまからでもはじめてのログインができます。',
    en: 'Back from a holiday during which the shop was switched. The bookmark of the admin (/admin/orders/42) leads to accounts, where the former password still serves for a first sign-in.',
  },
  {
    name: '瀬戸かおる',
    email: 'kaoru.seto@tameshi-zakka.example',
    password: castPassword,
    shop: 'tameshi-zakka',
    role: 'administrator',
    ja: 'ショップの管理者で、認証アプリも登録済みです。コードはメールで届き、「別の方法を試す」を選ぶと、「認証アプリ」のページに表示されているコードでもログインできます。「RPA」では、在庫ロボの利用状況を見たり、新しく申請したりできます。',
    en: 'An administrator with an authenticator app. The code comes by mail; "Try another way" takes the one that the authenticator page shows. Under Robots, see how 在庫ロボ works, and ask for another.',
  },
  {
    name: '店舗共有',
    email: 'shop@kokoromi-coffee.example',
    password: castPassword,
    shop: 'kokoromi-coffee',
    role: 'staff',
    ja: '三人で使うアカウントです。最初の人が認証アプリを登録すると、ほかの人はログインできなくなります。別のブラウザーでパスワードまで進み、「別の方法を試す」から自分専用のアカウントを依頼してください。プロフィール管理でメール通知を「設定」すると、メールのコードでもログインできます。',
    en: 'Shared by three: the first enrols an authenticator app, and the others are stuck. In another browser go on to the app\'s code, and by "Try another way" ask for an account of your own. Once codes by mail are set up in the profile, the mail is a way in, too.',
  },
  {
    name: '在庫ロボ',
    email: castRobot.email,
    password: castRobot.password,
    shop: castRobot.shop,
    role: 'staff',
    ja: '人ではなくRPAです。203.0.113.10からだけ、コードなしでログインできます。別のターミナルで npm run robot（登録したアドレスから）と npm run robot -- --from 198.51.100.77（登録外から）をお試しください。動いている間に、運用のコンソールの「RPA」で停止すると閉め出されます。',
    en: 'No person but a robot: from 203.0.113.10, and from nowhere else, it is asked for no code. In another terminal run npm run robot (from inside) and npm run robot -- --from 198.51.100.77 (from outside). Suspend it under Robots in the console while it works, and it is shut out.',
  },
  {
    name: '野口さとる',
    email: 'satoru.noguchi@kokoromi-coffee.example',
    password: castPassword,
    shop: 'kokoromi-coffee',
    role: 'administrator',
    ja: '明日切り替わるショップの管理者です。認証アプリは登録済みで、コードは「認証アプリ」のページに表示されています。「RPA」の申請は、切り替えに間に合わないと警告されています。店舗共有のログイン画面から届いた依頼は「メンバー」に表示され、そこから招待できます。',
    en: 'An administrator of the shop that is switched tomorrow; the authenticator page shows the code of the app. The request under Robots is warned to come after the switch. Whoever asked at the sign-in of the shared account stands on the page of members, to be invited or not.',
  },
  {
    name: '早川りん',
    email: 'rin..hayakawa.@keitai.example',
    password: castPassword,
    shop: 'kokoromi-coffee',
    role: 'staff',
    ja: '点が続く携帯電話のメールアドレスです。コードも届き、ほかの方と同じようにログインできます。',
    en: 'An odd address of a mobile carrier, with dots in a row: the code arrives and the sign-in goes like any other.',
  },
  {
    name: '青木はじめ',
    email: 'hajime.aoki@mihon-tea.example',
    password: castPassword,
    shop: 'mihon-tea',
    role: 'administrator',
    ja: 'ショップの管理画面には、これまでどおりログインできます。ecforce accountsでは、切り替えがまだ告知されていないため、知らない人と同じように断られます。時計を8日進めると告知され、管理画面にお知らせが出ます。',
    en: "The shop's admin opens as ever. Accounts answers as to a stranger, since the shop has not been announced. Move the clock on by eight days: it is announced, and the admin shows a banner.",
  },
  {
    name: '石田みどり',
    email: 'midori.ishida@mihon-tea.example',
    password: castPassword,
    shop: 'mihon-tea',
    role: 'staff',
    ja: '一度もログインしたことがありません。告知前のショップなので、こちらも知らない人と同じように断られます。',
    en: "Has never signed in anywhere. The shop has not been announced, so the answer is a stranger's, too.",
  },
  {
    name: 'だれでもない人',
    email: 'dare-demo-nai@nowhere.example',
    password: castPassword,
    shop: null,
    role: 'staff',
    ja: 'どのショップにもいません。青木さんと見分けがつかないことをお確かめください。',
    en: 'In no shop at all: see that nothing tells this address from 青木はじめ.',
  },
]

/** Those whom the terminal names, in the order in which they show the most. */
export const firstPeople: readonly CastPerson[] = [
  'hiro.kato@renshu-shoes.example',
  'futaba.sato@freelance.example',
  'kaoru.seto@tameshi-zakka.example',
  'nagi.takahashi@tameshi-zakka.example',
  'shop@kokoromi-coffee.example',
  'rpa-zaiko@tameshi-zakka.example',
].flatMap((email) => castPeople.filter((person) => person.email === email))

/** Signed in for the first time some days ago, so that their second sign-in can be tried at once. */
export const alreadySetUp: readonly (Newcomer & { readonly daysAgo: number })[] = [
  { email: castRobot.administrator, password: castPassword, daysAgo: castRobot.sinceDaysAgo, hasApp: true },
  { email: 'yui.kimura@renshu-shoes.example', password: castPassword, daysAgo: 3 },
  { email: castRobotRequest.administrator, password: castPassword, daysAgo: 1, hasApp: true },
]

/** The password of every operator of the demonstration; nobody else has it, and the demonstration alone has them. */
export const castOperatorPassword = 'hashi-no-ue-no-akari-7'

/** The staff of the demonstration. */
export const castOperators: readonly CastOperator[] = [
  {
    name: '船越ささえ',
    operator: 'sasae',
    password: castOperatorPassword,
    role: 'support',
    ja: 'サポート担当です。みほん茶舗の指摘を確認し、使われていないメンバーを告知の前に保留にしてみてください。れんしゅう靴店では、初期設定の進み具合が見られます。',
    en: 'Takes requests. See what was found at みほん茶舗 and hold whoever is unused before its announcement; れんしゅう靴店 shows how far its members are.',
  },
  {
    name: '堀内ともる',
    operator: 'tomoru',
    password: castOperatorPassword,
    role: 'engineer',
    ja: 'エンジニアです。二人で行う操作では、もう一人として承認します。',
    en: 'An engineer, who stands beside another operator behind what takes two.',
  },
  {
    name: '牧野あきら',
    operator: 'akira',
    password: castOperatorPassword,
    role: 'engineer',
    ja: 'もう一人のエンジニアです。堀内ともるが一人目として承認したものを、二人目として承認します。',
    en: 'Another engineer: the second to approve what 堀内ともる has approved as the first.',
  },
]
