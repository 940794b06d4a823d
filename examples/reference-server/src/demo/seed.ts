import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import {
  type Accounts,
  isShopId,
  japanDay,
  japanInstant,
  type RowProblem,
  type Shop,
  type ShopChanges,
} from '@ecforce-accounts/core'
import { parse } from 'csv-parse/sync'
import { generateSync } from 'otplib'
import { z } from 'zod'
import type { Authenticator } from '../lab/authenticator.ts'
import type { CastSheetShop } from '../lab/cast-sheet.ts'
import type { LabClock } from '../lab/clock.ts'
import {
  adminUrlOf,
  alreadySetUp,
  type CastShop,
  castOperators,
  castRobot,
  castRobotRequest,
  castShops,
  exportedAt,
} from './cast.ts'
import { type FirstSignInDeps, firstSignIn } from './first-sign-in.ts'
import { askTooLate, exemptRobot, letRobotWork, makeRobot } from './robots.ts'

export interface SeedOptions extends FirstSignInDeps {
  /** The folder of the cast's files. */
  readonly files: URL
  /** Where the shops' admins are going to listen. */
  readonly shopAdminPort: number
}

export interface SeedOutcome {
  /** The rows that could not be imported. */
  readonly badRows: readonly RowProblem[]
  /** Where each shop is in its switch. */
  readonly shops: readonly CastSheetShop[]
  /** What each shop's back end shows, by the shop's id. */
  readonly services: ReadonlyMap<string, ServiceCredentials>
}

/** The id and the secret of a service. */
export interface ServiceCredentials {
  readonly id: string
  readonly secret: string
}

const DAY_MILLISECONDS = 86_400_000
const actor = 'operator:demo'

/**
 * Lets the last weeks happen: the lists are imported, shops are announced, somebody signs in. Each on its day, by the
 * clock, which afterwards goes on as if nothing had been.
 */
export async function seed({
  accounts,
  clock,
  files,
  shopAdminPort,
  mailsTo,
  authenticator,
}: SeedOptions): Promise<SeedOutcome> {
  const start = clock.now()
  const offset = clock.offsetMilliseconds()
  const daysAgo = (days: number) => clock.set(start - days * DAY_MILLISECONDS)
  const deps = { accounts, clock, mailsTo, authenticator }
  const badRows: RowProblem[] = []
  const services = new Map<string, ServiceCredentials>()

  daysAgo(20)
  await enrolOperators(accounts, clock, authenticator)
  for (const shop of castShops) {
    badRows.push(
      ...(await importShop(accounts, shop, { files, shopAdminPort, ageMilliseconds: clock.now() - exportedAt })),
    )
    services.set(shop.id, await addService(accounts, shop, shopAdminPort))
    await holdFormerSecrets(authenticator, shop, files)
  }

  for (const { id, announcedInDays } of castShops) {
    if (announcedInDays === undefined) continue
    const announceAt = japanInstant(japanDay(start + announcedInDays * DAY_MILLISECONDS), 10)
    await accounts.rollouts.move(shopId(id), { act: 'schedule', announceAt }, { actor })
  }

  const announcements = castShops.flatMap(({ id, announcedDaysAgo }) =>
    announcedDaysAgo === null ? [] : [{ id: shopId(id), days: announcedDaysAgo }],
  )
  for (let days = 20; days > 0; days--) {
    daysAgo(days)
    for (const { id } of announcements.filter((announcement) => announcement.days === days)) {
      await accounts.rollouts.announce(id, actor)
    }
    await tellMembers(accounts, clock)
    if (days < castRobot.sinceDaysAgo) await letRobotWork(deps, castRobot.address)
    if (days === 4) await letRobotWork(deps, castRobot.elsewhere)
    for (const person of alreadySetUp.filter((one) => one.daysAgo === days)) {
      const browser = await firstSignIn(deps, person)
      if (person.email === castRobot.administrator) {
        await makeRobot(deps)
        await exemptRobot(deps, browser)
      }
      if (person.email === castRobotRequest.administrator) await askTooLate(deps, browser)
      await accounts.sessions.end(browser.sessionToken ?? undefined, browser)
    }
    // In the morning of the next day, unless that is already later than this day goes.
    clock.set(
      Math.min(japanInstant(japanDay(start - (days - 1) * DAY_MILLISECONDS), 9), start - (days - 1) * DAY_MILLISECONDS),
    )
    await tellMembers(accounts, clock)
  }
  clock.advance(offset - clock.offsetMilliseconds())
  // What was told of those days has arrived by now.
  await accounts.mailDelivery.deliverDue()
  return { badRows, shops: (await accounts.rollouts.list()).map(onSheet), services }
}

/** Staff, whose apps the lab holds. They stand in the demonstration's own database and in no other. */
async function enrolOperators({ operators }: Accounts, clock: LabClock, authenticator: Authenticator): Promise<void> {
  for (const { operator, role, password } of castOperators) {
    const draft = await operators.withPassword(await operators.begin(operator, role), password)
    authenticator.add({ uri: draft.uri })
    await operators.enrol(draft, generateSync({ secret: draft.secret, epoch: clock.now() / 1000 }), actor)
  }
}

/** Lets the worker's turn happen: what is due is told, and every mail of it arrives. */
async function tellMembers(accounts: Accounts, clock: LabClock): Promise<void> {
  await accounts.rollouts.announceDue()
  if ((await accounts.notices.queueDue()) === 0) return
  clock.advance(60_000)
  await accounts.mailDelivery.deliverDue()
  await accounts.notices.queueDue()
}

function onSheet({ id, name, adminUrl, rollout }: Shop): CastSheetShop {
  const text = (instant: number | null | undefined) => (instant ? new Date(instant).toISOString() : null)
  return { id, name, adminUrl, announcedAt: text(rollout?.announcedAt), enforcedAt: text(rollout?.enforcedAt) }
}

const FormerApp = z.object({ email: z.string(), totp_secret: z.string() })

/** The apps that members enrolled at their shop, from the list that the shop gave out. */
async function holdFormerSecrets(authenticator: Authenticator, shop: CastShop, files: URL): Promise<void> {
  const rows = z.array(FormerApp).parse(parse(await readFile(new URL(shop.file, files), 'utf8'), { columns: true }))
  for (const { email, totp_secret: secret } of rows) {
    if (secret !== '') authenticator.add({ secret, label: email, issuer: `${shop.name}（従来のログイン）` })
  }
}

async function importShop(
  accounts: Accounts,
  shop: CastShop,
  {
    files,
    shopAdminPort,
    ageMilliseconds,
  }: Pick<SeedOptions, 'files' | 'shopAdminPort'> & { readonly ageMilliseconds: number },
): Promise<RowProblem[]> {
  const problems: RowProblem[] = []
  const id = shopId(shop.id)
  await accounts.rollouts.saveShop(id, shopChanges(shop, shopAdminPort), actor)
  await accounts.migration.importMembers({
    source: asIfExportedThatDay(createReadStream(new URL(shop.file, files), 'utf8'), ageMilliseconds),
    format: 'csv',
    shops: [id],
    actor,
    onProblem: (problem) => problems.push(problem),
  })
  return problems
}

/** The shop's back end; its secret is new at every start, and told in the same process. */
async function addService(accounts: Accounts, { id, name }: CastShop, port: number): Promise<ServiceCredentials> {
  const gate = `${new URL(adminUrlOf(id, port)).origin}/accounts`
  const web = {
    startUrl: `${gate}/start`,
    redirectUris: [`${gate}/callback`],
    postLogoutUris: [`${gate}/signed-out`],
    backChannelLogoutUrl: `${gate}/back-channel-logout`,
    icon: null,
  }
  const request = { id: `${id}-admin`, shopId: shopId(id), name: `${name} 管理画面`, web }
  const { service, secret } = await accounts.services.add(request, { actor })
  return { id: service.id, secret }
}

function shopChanges({ id, name, factorPolicy }: CastShop, port: number): ShopChanges {
  return { name, adminUrl: adminUrlOf(id, port), ...(factorPolicy && { factorPolicy }) }
}

/** The file with its instants moved along by as much time as has passed since it was exported. */
async function* asIfExportedThatDay(
  source: AsyncIterable<string>,
  ageMilliseconds: number,
): AsyncGenerator<Uint8Array> {
  let text = ''
  for await (const chunk of source) text += chunk
  const moved = text.replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+09:00/g, (instant) =>
    new Date(Date.parse(instant) + ageMilliseconds).toISOString(),
  )
  yield Buffer.from(moved)
}

function shopId(text: string) {
  if (isShopId(text)) return text
  throw new TypeError(`${text} is no shop`)
}
