/**
 * Writes the member lists of the demonstration's shops, as their legacy systems would export them:
 * `node --conditions=source examples/reference-server/demo/make-csv.ts`. Salts are new every time.
 */
import { writeFileSync } from 'node:fs'
import { hashSync } from '@node-rs/bcrypt'
import { castPassword, castPeppers, castShops, exportedAt } from '../src/demo/cast.ts'

interface Row {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: 'administrator' | 'staff'
  /** Default: the one of everybody. */
  readonly password?: string
  /** Default: the day before the export. */
  readonly lastSignInDaysAgo?: number | 'never'
  /** A legacy second factor. */
  readonly totpSecret?: string
}

const rows: Readonly<Record<string, readonly Row[]>> = {
  'mihon-tea': [
    { id: '101', email: 'hajime.aoki@mihon-tea.example', name: '青木はじめ', role: 'administrator' },
    {
      id: '102',
      email: 'midori.ishida@mihon-tea.example',
      name: '石田みどり',
      role: 'staff',
      lastSignInDaysAgo: 'never',
    },
    { id: '103', email: 'taiki.ueno@freemail.example', name: '上野たいき', role: 'staff', lastSignInDaysAgo: 791 },
    { id: '104', email: 'saki.eto@mihon-tea', name: '江藤さき', role: 'staff' },
  ],
  'renshu-shoes': [
    { id: '201', email: 'hiro.kato@renshu-shoes.example', name: '加藤ひろ', role: 'staff' },
    { id: '202', email: 'akane.ogawa@renshu-shoes.example', name: '小川あかね', role: 'administrator' },
    { id: '203', email: 'yui.kimura@renshu-shoes.example', name: '木村ゆい', role: 'staff' },
    { id: '204', email: 'ren.kubo@renshu-shoes.example', name: '久保れん', role: 'staff', password: 'neko77' },
    { id: '205', email: 'futaba.sato@freelance.example', name: '佐藤ふたば', role: 'staff', lastSignInDaysAgo: 3 },
    {
      id: '206',
      email: 'tsubasa.sudo@renshu-shoes.example',
      name: '須藤つばさ',
      role: 'staff',
      totpSecret: 'KRSW23LPEBZWKY3SMV2CAZDFNVXQ',
    },
  ],
  'tameshi-zakka': [
    {
      id: '301',
      email: 'futaba.sato@freelance.example',
      name: '佐藤ふたば',
      role: 'staff',
      password: 'tsubame-no-su-31',
      lastSignInDaysAgo: 9,
    },
    {
      id: '302',
      email: 'nagi.takahashi@tameshi-zakka.example',
      name: '高橋なぎ',
      role: 'staff',
      lastSignInDaysAgo: 18,
    },
    { id: '303', email: 'kaoru.seto@tameshi-zakka.example', name: '瀬戸かおる', role: 'administrator' },
    { id: '304', email: 'rpa-zaiko@tameshi-zakka.example', name: '在庫ロボ', role: 'staff' },
    { id: '305', email: 'rpa-hassou@tameshi-zakka.example', name: '発送ロボ', role: 'staff' },
  ],
  'kokoromi-coffee': [
    { id: '401', email: 'shop@kokoromi-coffee.example', name: '店舗共有', role: 'staff' },
    { id: '402', email: 'rin..hayakawa.@keitai.example', name: '早川りん', role: 'staff' },
    { id: '403', email: 'satoru.noguchi@kokoromi-coffee.example', name: '野口さとる', role: 'administrator' },
    { id: '404', email: 'rpa-juchu@kokoromi-coffee.example', name: '受注ロボ', role: 'staff' },
  ],
}

const pepperOfShop: Readonly<Record<string, string>> = { 'renshu-shoes': 'renshu' }
const DAY_MILLISECONDS = 86_400_000
const header =
  'shop_id,legacy_id,email,name,role,password_hash,password_scheme,last_sign_in_at,two_factor_enabled,totp_secret'

for (const shop of castShops) {
  const lines = (rows[shop.id] ?? []).map((row) => line(shop.id, row))
  writeFileSync(new URL(shop.file, import.meta.url), `${[header, ...lines].join('\n')}\n`)
}

function line(shop: string, row: Row): string {
  const pepper = pepperOfShop[shop] ?? null
  const text = (row.password ?? castPassword) + (pepper === null ? '' : castPeppers.get(pepper))
  return [
    shop,
    row.id,
    row.email,
    row.name,
    row.role,
    hashSync(text, { cost: 10 }),
    pepper === null ? 'bcrypt' : `bcrypt+pepper:${pepper}`,
    lastSignIn(row.lastSignInDaysAgo ?? 1),
    String(row.totpSecret !== undefined),
    row.totpSecret ?? '',
  ].join(',')
}

/** In Japan's time, to the second, as `+09:00`. */
function lastSignIn(daysAgo: number | 'never'): string {
  if (daysAgo === 'never') return ''
  const nineHours = 9 * 3_600_000
  return `${new Date(exportedAt - daysAgo * DAY_MILLISECONDS + nineHours).toISOString().slice(0, 19)}+09:00`
}
