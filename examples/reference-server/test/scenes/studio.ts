import { hash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { type Accounts, appFirst, emailFirst, type Instant, isShopId, systemClock } from '@ecforce-accounts/core'
import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { readServerConfig } from '../../src/config.ts'
import { castOperators, castPeople } from '../../src/demo/cast.ts'
import { openInstallation } from '../../src/installation.ts'
import type { CastSheetShop } from '../../src/lab/cast-sheet.ts'
import { labClock } from '../../src/lab/clock.ts'
import { labRoutes } from '../../src/lab/lab-routes.ts'
import { type Mailbox, startMailbox } from '../../src/lab/mailbox.ts'
import { sampleMails } from '../../src/lab/sample-mails.ts'
import { createLog } from '../../src/log.ts'
import { startServer } from '../../src/server.ts'
import { type CsvMember, memberCsv, memberPassword } from '../support/member-csv.ts'
import { freePort } from '../support/node-process.ts'
import { codeMails } from '../support/visitor.ts'
import { say } from './say.ts'
import type { LegacyAppMember, Scene, Stage, StageMember } from './scene.ts'

/** One server with its people and its mailbox, for as many scenes as one likes, one after the other or at once. */
export interface Studio {
  readonly origin: string
  readonly mailbox: Mailbox
  /** Reaches a scene on a page of its own, seen from an address of its own. Rejects when the scene cannot be reached. */
  reach(scene: Scene): Promise<ReachedScene>
  close(): Promise<void>
}

export interface ReachedScene {
  readonly scene: Scene
  readonly stage: Stage
  readonly page: Page
  close(): Promise<void>
}

const supportUrl = 'https://support.ecforce.example/'

/** The first is in coexistence, the second enforced. */
const shops = [
  { id: 'renshu-shoes', name: 'れんしゅう靴店', announcedDaysAgo: 5 },
  { id: 'tameshi-zakka', name: 'ためし雑貨', announcedDaysAgo: 17 },
  { id: 'kokoromi-coffee', name: 'こころみ珈琲', announcedDaysAgo: 13 },
  { id: 'mihon-tea', name: 'みほん茶舗', announcedDaysAgo: 1 },
  { id: 'otameshi-books', name: 'おためし書店', announcedDaysAgo: 20 },
  { id: 'tamesu-flowers', name: 'ためす生花', announcedDaysAgo: 20 },
  { id: 'keiko-kimono', name: 'けいこ呉服', announcedDaysAgo: 20 },
  { id: 'shisaku-furniture', name: 'しさく家具製作所 オンラインストア', announcedDaysAgo: 20 },
] as const
/** Where an authenticator app comes first, and where the shop's former one is asked about. */
const appShops = [
  { id: 'kensho-sake', name: 'けんしょう酒店', announcedDaysAgo: 3, factorPolicy: appFirst },
  {
    id: 'tenken-camera',
    name: 'てんけん写真機店',
    announcedDaysAgo: 3,
    factorPolicy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
  },
] as const
/** Nobody has connected these: the one in coexistence, the other enforced. */
const unconnected: readonly string[] = ['mihon-tea', 'keiko-kimono']
/** Not announced: two with members to look at, and one with nobody. */
const laterShops = [
  { id: 'junbi-garden', name: 'じゅんび園芸店' },
  { id: 'tsugi-bakery', name: 'つぎのパン工房' },
  { id: 'aki-vegetables', name: 'あき青果' },
] as const
const ofEmail = '(SELECT id FROM accounts WHERE email_key = ?)'
const HOUR_MILLISECONDS = 3_600_000
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS

const givenNames = ['hiro', 'akane', 'yui', 'ren', 'futaba', 'nozomi', 'tsubasa', 'kaoru', 'ema', 'nagi']
const familyNames = [
  ...['kato', 'ogawa', 'kimura', 'kubo', 'sato', 'shimizu', 'sudo', 'seto', 'nishida', 'takahashi'],
  ...['mori', 'endo', 'ueda', 'hara', 'imai', 'noda', 'kono', 'abe'],
  ...['ono', 'fujii', 'maeda', 'sakai', 'tanabe', 'uchida', 'wada', 'yano', 'hirano'],
]
const newPassword = 'yuki ni saku hana'
const operatorName = 'sasae'

const members = familyNames.flatMap((family) => givenNames.map((given) => `${given}.${family}`))
const memberOf = (n: number): StageMember => ({
  email: `${members[n]}@renshu-shoes.example`,
  password: memberPassword,
})
const weakMemberOf = (n: number): StageMember => ({ email: `${members[n]}@freemail.example`, password: 'neko77' })
const busyMemberOf = (n: number): StageMember => ({
  email: `${members[n]}@freelance.example`,
  password: memberPassword,
})

const appMemberOf = (n: number): StageMember => ({
  email: `${members[n]}@kensho-sake.example`,
  password: memberPassword,
})
const legacyAppMemberOf = (n: number): LegacyAppMember => ({
  email: `${members[n]}@tenken-camera.example`,
  password: memberPassword,
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
})

/** Everybody whom a scene may need: as many of each as there are scenes, at most. */
function cast(): readonly CsvMember[] {
  const [shop] = shops
  const [appShop, legacyAppShop] = appShops
  return members.flatMap((name, n): CsvMember[] => [
    { shop: shop.id, id: `a${n}`, name, ...memberOf(n) },
    { shop: shop.id, id: `b${n}`, name, ...weakMemberOf(n) },
    ...shops.map(({ id }) => ({ shop: id, id: `c${n}`, name, ...busyMemberOf(n) })),
    { shop: appShop.id, id: `d${n}`, name, ...appMemberOf(n) },
    { shop: legacyAppShop.id, id: `e${n}`, name, ...legacyAppMemberOf(n) },
  ])
}

/** The members of a shop that is not announced: something to look at in most of them. */
function garden(shop: string, now: Instant): readonly CsvMember[] {
  const signedIn = (daysAgo: number) => new Date(now - daysAgo * DAY_MILLISECONDS).toISOString()
  const at = (local: string) => `${local}@${shop}.example`
  return [
    { shop, email: at('itsuki.kitamura'), name: '北村いつき', role: 'staff', lastSignInAt: signedIn(400) },
    { shop, email: at('aoi.minami'), name: '南あおい', role: 'staff', lastSignInAt: '' },
    { shop, email: at('info'), name: '店舗共有', role: 'staff', lastSignInAt: signedIn(3) },
    { shop, email: at('rpa'), name: '受注取込RPA', role: 'staff', lastSignInAt: signedIn(1) },
    { shop, email: at('sora.higashi'), name: '東そら', role: 'administrator', lastSignInAt: signedIn(2) },
    { shop, email: at('mizuki.nishimura'), name: '西村みずき', role: 'staff', lastSignInAt: signedIn(120) },
    { shop, email: at('mizuki.nishimura'), name: '西村みずき（予備）', role: 'staff', lastSignInAt: signedIn(60) },
    { shop, email: 'haru.nakano@shop.local', name: '中野はる', role: 'staff', lastSignInAt: signedIn(9) },
    { shop, email: at('kanade.oda'), name: '織田かなで', role: 'staff', lastSignInAt: signedIn(5) },
    { shop, email: at('tomoe.yamane'), name: '山根ともえ', role: 'staff', lastSignInAt: signedIn(12) },
  ].map((member, index) => ({ ...member, id: String(index + 1) }))
}

/** Opens the studio: a server in this process on a free port, its members imported and their shops announced. */
export async function openStudio(browser: Browser): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-scenes-'))
  const clock = labClock(systemClock)
  const start = tomorrowAtTen(systemClock.now())
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const file = join(folder, 'accounts.sqlite')
  const mailbox = await startMailbox({
    httpPort: 0,
    host: '127.0.0.1',
    now: () => clock.now(),
    accounts: origin,
    sampleMails: (locale) => sampleMails(locale, { issuer: origin, supportUrl }),
  })
  const config = readServerConfig({
    ACCOUNTS_KEYS: `scenes:${randomBytes(32).toString('base64url')}`,
    DATABASE_URL: `sqlite:${file}`,
    SMTP_URL: mailbox.smtpUrl,
    ISSUER_URL: origin,
    PORT: String(port),
    PASSWORD_STEP_FLOOR_MS: '80',
    SUPPORT_URL: supportUrl,
    TRUSTED_PROXIES: '127.0.0.1/32',
  })
  await populate()
  const log = createLog({ clock: systemClock, level: 'warn' })
  const castSheet = { shops: onSheet(start), people: castPeople, operators: castOperators }
  const lab = (accounts: Accounts) =>
    labRoutes({ accounts, clock, issuer: origin, mailbox: mailbox.httpUrl, cast: castSheet })
  const server = await startServer(config, { log, clock, lab })
  let reached = 0

  return {
    origin,
    mailbox,
    async reach(scene) {
      const number = reached++
      if (number >= members.length) throw new Error('there are more scenes than members: name more families')
      const context = await browser.newContext({
        baseURL: origin,
        locale: 'ja-JP',
        viewport: { width: 390, height: 844 },
        reducedMotion: 'reduce',
        // Budgets are counted by place: each scene has a place of its own.
        extraHTTPHeaders: { 'X-Forwarded-For': `198.18.${number >> 8}.${number & 255}` },
      })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const stage = stageFor(page, number)
      try {
        await scene.reach(stage)
      } catch (error) {
        await context.close()
        throw new Error(`${scene.name} cannot be reached`, { cause: error })
      }
      return { scene, stage, page, close: () => context.close() }
    },
    async close() {
      await server.stop()
      await mailbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function populate(): Promise<void> {
    const { accounts, close } = await openInstallation(config, { clock })
    const actor = 'operator:scenes'
    const daysAgo = (days: number) => clock.set(start - days * DAY_MILLISECONDS)
    daysAgo(20)
    const all = [...shops, ...appShops]
    const ids = [...all, ...laterShops].map(({ id }) => shopId(id))
    for (const { id, name } of laterShops) await accounts.rollouts.saveShop(shopId(id), { name }, actor)
    for (const { id, announcedDaysAgo: _, ...shop } of all) {
      await accounts.rollouts.saveShop(shopId(id), { ...shop, adminUrl: `https://${id}.example/admin` }, actor)
    }
    for (const { id } of all.filter(({ id }) => !unconnected.includes(id))) {
      const at = `https://${id}.example/admin/accounts`
      const web = {
        startUrl: `${at}/start`,
        redirectUris: [`${at}/callback`],
        postLogoutUris: [],
        backChannelLogoutUrl: null,
        icon: null,
      }
      await accounts.services.add({ id: `${id}-admin`, shopId: shopId(id), name: '管理画面', web }, { actor })
    }
    const source = Readable.from([Buffer.from(memberCsv(cast()))])
    await accounts.migration.importMembers({ source, format: 'csv', shops: ids, actor, onProblem: refuse })
    const later = laterShops.slice(0, 2).flatMap(({ id }) => garden(id, clock.now()))
    await accounts.migration.importMembers({
      source: Readable.from([Buffer.from(memberCsv(later))]),
      format: 'csv',
      shops: ids,
      actor,
      onProblem: refuse,
    })
    const begun = await accounts.operators.begin(operatorName, 'support')
    const draft = await accounts.operators.withPassword(begun, newPassword)
    await accounts.operators.enrol(draft, generateSync({ secret: draft.secret, epoch: clock.now() / 1000 }), actor)
    for (const { id, announcedDaysAgo } of all.toSorted((a, b) => b.announcedDaysAgo - a.announcedDaysAgo)) {
      daysAgo(announcedDaysAgo)
      await accounts.rollouts.announce(shopId(id), actor)
    }
    daysAgo(0)
    await close()
  }

  /** Changes what no page can bring about, or not in the time there is. */
  function write(statement: string, ...values: readonly (string | number)[]): void {
    const database = new DatabaseSync(file)
    database.exec('PRAGMA busy_timeout = 5000')
    database.prepare(statement).run(...values)
    database.close()
  }

  function stageFor(page: Page, number: number): Stage {
    const stage: Stage = {
      page,
      member: memberOf(number),
      weakMember: weakMemberOf(number),
      busyMember: busyMemberOf(number),
      appMember: appMemberOf(number),
      legacyAppMember: legacyAppMemberOf(number),
      mailboxUrl: mailbox.httpUrl,
      mails: (locale) => sampleMails(locale, { issuer: 'https://accounts.ecforce.example', supportUrl }),

      async open(path) {
        await page.goto(path)
      },
      type: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
      press: (button) => page.getByRole('button', { name: button, exact: true }).click(),
      see: (text) => page.getByText(text).first().waitFor(),

      async toPassword({ email }, address = '/sign-in') {
        await stage.open(address)
        await stage.type(say('signIn.address.label'), email)
        await stage.press(say('continue'))
        await page.getByLabel(say('password.label'), { exact: true }).waitFor()
      },
      async toCode(member, address) {
        await stage.toPassword(member, address)
        await stage.type(say('password.label'), member.password)
        await stage.press(say('continue'))
        await page.getByLabel(say('code.label'), { exact: true }).waitFor()
      },
      async toPortal(member, address) {
        await stage.toCode(member, address)
        await stage.type(say('code.label'), await stage.code(member))
        await stage.press(say('continue'))
        const portal = page.getByRole('heading', { name: say('portal.title') })
        const chooses = page.getByRole('heading', { name: say('newPassword.title') })
        await portal.or(chooses).waitFor()
        if (await chooses.isVisible()) {
          await stage.type(say('newPassword.label'), newPassword)
          await stage.press(say('continue'))
        }
        await portal.waitFor()
      },
      async toEnrolApp(member) {
        await stage.toCode(member)
        await stage.type(say('code.label'), await stage.code(member))
        await stage.press(say('continue'))
        await page.getByRole('heading', { name: say('app.enrol.title') }).waitFor()
        await page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
        return ((await page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
      },
      async toRecoveryCodes(member) {
        const secret = await stage.toEnrolApp(member)
        const used = stage.appCode(secret)
        await stage.type(say('code.label'), used)
        await stage.press(say('continue'))
        await page.getByRole('heading', { name: say('recoveryCodes.title') }).waitFor()
        return { secret, used, codes: await page.locator('.codes-sheet code').allTextContents() }
      },
      async toAppCode(member) {
        const enrolled = await stage.toRecoveryCodes(member)
        await page.context().clearCookies()
        await stage.toCode(member)
        return enrolled
      },
      appCode: (secret) => generateSync({ secret, epoch: clock.now() / 1000 }),
      async code({ email }, mails = 1) {
        for (let looks = 0; looks < 200; looks++) {
          const messages = codeMails(mailbox, email)
          const code = /(?<!\d)\d{6}(?!\d)/.exec(messages[0]?.text ?? '')?.[0]
          if (messages.length >= mails && code !== undefined) return code
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        throw new Error(`no code number ${mails} to ${email} arrived`)
      },
      async mailedLink({ email }) {
        for (let looks = 0; looks < 200; looks++) {
          const link = /https?:\/\/\S+#token=\S+/.exec(mailbox.messages(email)[0]?.text ?? '')?.[0]
          if (link !== undefined) return link.slice(origin.length)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        throw new Error(`no link to ${email} arrived`)
      },
      wrong: (code, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0'),
      async advance(minutes) {
        clock.advance(minutes * 60_000)
      },
      async lockFactors({ email }) {
        write(`UPDATE factors SET locked_at = ? WHERE account_id = ${ofEmail}`, clock.now(), email)
      },
      async makeStale({ email }) {
        write(`UPDATE sessions SET auth_time = ? WHERE account_id = ${ofEmail}`, clock.now() - 600_000, email)
      },
      async recover({ email }) {
        write('UPDATE accounts SET mail_reset_at = ? WHERE email_key = ?', clock.now(), email)
      },
      async asOperator() {
        // A code is heard once: scenes at once cannot all sign the same operator in.
        const token = randomBytes(32).toString('base64url')
        const [now, hashed] = [clock.now(), hash('sha256', token, 'base64url')]
        write(
          `INSERT INTO operator_sessions (token_hash, operator, created_at, last_seen_at, expires_at)
            VALUES (?, ?, ?, ?, ?)`,
          ...[hashed, operatorName, now, now, now + 8 * HOUR_MILLISECONDS],
        )
        await page.context().addCookies([{ name: 'eca_op', value: token, url: origin, httpOnly: true }])
      },
      async askForLift({ email }) {
        const columns = 'case_number, factor, status, asked_by, asked_at, approved_by, lifts_at, account_id'
        const [now, number] = [clock.now(), `7K3M-Q${String(100 + reached)}`]
        write(
          `INSERT INTO factor_lifts (${columns}) VALUES (?, 'totp', 'approved', 'sasae', ?, 'tomoru', ?, ${ofEmail})`,
          ...[number, now, now + DAY_MILLISECONDS, email],
        )
      },
    }
    return stage
  }
}

/** The shops as the lab's pages tell of them. */
function onSheet(now: Instant): readonly CastSheetShop[] {
  const instant = (days: number) => new Date(now + days * DAY_MILLISECONDS).toISOString()
  return shops.slice(0, 4).map(({ id, name, announcedDaysAgo }) => ({
    id,
    name,
    announcedAt: instant(-announcedDaysAgo),
    enforcedAt: instant(14 - announcedDaysAgo),
    adminUrl: `http://${id}.localhost:3001/admin`,
  }))
}

/** At ten in Japan, so that what is photographed tells a time of day that one would choose; and never in the past of a cookie. */
function tomorrowAtTen(now: Instant): Instant {
  const nine = 9 * HOUR_MILLISECONDS
  const midnight = Math.floor((now + nine) / DAY_MILLISECONDS) * DAY_MILLISECONDS - nine
  return midnight + DAY_MILLISECONDS + 10 * HOUR_MILLISECONDS
}

function shopId(text: string) {
  if (isShopId(text)) return text
  throw new TypeError(`${text} is no shop`)
}

function refuse(problem: object): never {
  throw new Error(`a row of the cast cannot be imported: ${JSON.stringify(problem)}`)
}
