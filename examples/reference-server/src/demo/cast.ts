/** A shop of the demonstration. */
export interface CastShop {
  readonly id: string
  readonly name: string
  readonly adminUrl: string
  /** How many days before the start its switch was announced; `null`: not yet. */
  readonly announcedDaysAgo: number | null
  /** The file of its members, in `demo/`. */
  readonly file: string
}

/** What the shop's own system appended to every password before it hashed it, by the name its file gives. */
export const castPeppers: ReadonlyMap<string, string> = new Map([['renshu', 'kutsu-no-himo-wo-musubu']])

/** When the files were exported; their times are moved along, so that they are as old as they were then. */
export const exportedAt = Date.parse('2026-11-22T10:00:00+09:00')

export const castShops: readonly CastShop[] = [
  {
    id: 'mihon-tea',
    name: 'みほん茶舗',
    adminUrl: 'https://mihon-tea.example/admin',
    announcedDaysAgo: null,
    file: 'mihon-tea.csv',
  },
  {
    id: 'renshu-shoes',
    name: 'れんしゅう靴店',
    adminUrl: 'https://renshu-shoes.example/admin',
    announcedDaysAgo: 5,
    file: 'renshu-shoes.csv',
  },
  {
    id: 'tameshi-zakka',
    name: 'ためし雑貨',
    adminUrl: 'https://tameshi-zakka.example/admin',
    announcedDaysAgo: 17,
    file: 'tameshi-zakka.csv',
  },
]

/** The password that everybody in the cast had at their shop, unless a row says otherwise. */
export const castPassword = 'asagao-no-kaze-26'

/** Signed in for the first time some days ago, so that her second sign-in can be tried at once. */
export const alreadySetUp = { email: 'yui.kimura@renshu-shoes.example', password: castPassword, daysAgo: 3 }
