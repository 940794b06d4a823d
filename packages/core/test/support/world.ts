import { hash as bcryptHash } from '@node-rs/bcrypt'
import { type Accounts, createAccounts } from '../../src/accounts/create-accounts.ts'
import type { AccountsOptions } from '../../src/accounts/options.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import { memoryStorage } from '../../src/memory/index.ts'
import type { Storage } from '../../src/ports/storage.ts'
import { parseEmailAddress } from '../../src/primitives/email-address.ts'
import { isShopId, type ShopId } from '../../src/primitives/ids.ts'
import type { FlowReference, SignInOutcome } from '../../src/rooms/sign-in/journey.ts'
import type { SignIn } from '../../src/rooms/sign-in/sign-in.ts'
import type { OpenStep, SignInStep } from '../../src/rooms/sign-in/sign-in-step.ts'
import { collectingMailer, fixedClock, noon, seededRandom } from '../../src/testing/index.ts'
import { appCode } from './totp-oracle.ts'

export const password = 'asagao-no-kaze-26'
export const key = (kid: string, fill: number) => ({ kid, key: new Uint8Array(32).fill(fill) })

/** From an announcement at noon to its cut: two weeks, and the first full hour after the mails had their time. */
export const TIME_TO_CUT = (14 * 24 + 1) * 3_600_000

export function shopId(text: string): ShopId {
  if (!isShopId(text)) throw new TypeError(`${text} is no shop id`)
  return text
}

/** One line of an import. */
export interface Row {
  readonly shop: string
  readonly legacyId: string
  readonly email: string
  readonly password?: string
  readonly name?: string
  readonly role?: string
  /** ISO 8601, '' for never, absent for unknown. */
  readonly lastSignInAt?: string
  /** As the file has it, in place of `password`. */
  readonly hash?: string
  readonly scheme?: string
  readonly totpSecret?: string
}

/** An installation in memory, with time in the hand. */
export async function openWorld(options: Partial<AccountsOptions> = {}, storage: Storage = memoryStorage()) {
  const clock = fixedClock(noon)
  const mailer = collectingMailer()
  let nodes = 0
  const open = async (changes: Partial<AccountsOptions> = {}): Promise<Accounts> => {
    const made = await createAccounts({
      issuer: 'https://accounts.example',
      storage,
      mailer,
      keys: [key('k1', 1)],
      clock,
      random: seededRandom(7 + nodes++), // no two nodes draw the same
      hashing: { concurrency: 2, memoryKiB: 19_456, passes: 2 },
      ...options,
      ...changes,
    })
    return { ...made, signIn: keepingSecrets(made.signIn) }
  }
  let accounts = await open()

  const world = {
    clock,
    mailer,
    storage,
    get accounts() {
      return accounts
    },

    /** Another node over the same database, under settings of its own. */
    node: open,

    /** The same database under other settings, as after a restart. */
    async restart(changes: Partial<AccountsOptions> = {}) {
      accounts = await open(changes)
    },

    async importRows(rows: readonly Row[], more: { removeMissing?: boolean; dryRun?: boolean } = {}) {
      const lines = await Promise.all(
        rows.map(async (row) => {
          const hash = row.password === undefined ? (row.hash ?? null) : await bcryptHash(row.password, { cost: 4 })
          return JSON.stringify({
            shop_id: row.shop,
            legacy_id: row.legacyId,
            email: row.email,
            name: row.name ?? null,
            role: row.role ?? 'staff',
            password_hash: hash,
            ...(row.lastSignInAt === undefined ? {} : { last_sign_in_at: row.lastSignInAt }),
            ...(row.scheme === undefined ? {} : { password_scheme: row.scheme }),
            ...(row.totpSecret === undefined ? {} : { totp_secret: row.totpSecret }),
          })
        }),
      )
      const problems: unknown[] = []
      const report = await accounts.migration.importMembers({
        source: (async function* () {
          yield Buffer.from(lines.join('\n'))
        })(),
        format: 'jsonl',
        shops: [...new Set(rows.map((row) => shopId(row.shop)))],
        actor: 'operator:test',
        onProblem: (problem) => problems.push(problem),
        ...more,
      })
      return { ...report, problems }
    },

    async announce(shop: string) {
      return accounts.rollouts.announce(shopId(shop), 'operator:test')
    },

    /** The latest code mailed to an address. */
    async mailedCode(email: string): Promise<string> {
      await accounts.mailDelivery.deliverDue()
      const latest = mailer.ofKind('code').findLast((mail) => mail.to === email)
      if (!latest) throw new Error(`no code was mailed to ${email}`)
      return latest.code
    },

    async mailCount(email: string): Promise<number> {
      await accounts.mailDelivery.deliverDue()
      return mailer.received.filter(({ mail }) => mail.to === email).length
    },

    /** Asks for a reset; resolves to the token of the latest link mailed to the address, `null` for none. */
    async askReset(email: string, from: Partial<ClientContext> = {}): Promise<string | null> {
      const read = parseEmailAddress(email)
      if (!read.ok) throw new TypeError(email)
      const before = mailer.ofKind('reset').length
      await accounts.passwordReset.ask({ email: read.address, locale: 'ja' }, client(from))
      await accounts.mailDelivery.deliverDue()
      const latest = mailer.ofKind('reset').slice(before).at(-1)
      return latest?.outcome === 'link' ? latest.token : null
    },

    /** Begins a sign-in. */
    async start(email: string, from: Partial<ClientContext> = {}, returnTo: string | null = null) {
      const address = parseEmailAddress(email)
      if (!address.ok) throw new TypeError(email)
      const { secret, step } = await accounts.signIn.start(
        { email: address.address, returnTo, locale: 'ja' },
        client(from),
      )
      if (!('flow' in step)) throw new Error('a start answers with a flow')
      return { secret, id: step.flow } satisfies FlowReference
    },

    /** Signs in fully, whatever is asked. */
    async signIn(email: string, typed: string = password, from: Partial<ClientContext> = {}) {
      const flow = await world.start(email, from)
      let outcome = await accounts.signIn.submitPassword(flow, typed, client(from))
      if (outcome.outcome === 'step' && outcome.step.step === 'code') {
        outcome = await accounts.signIn.submitCode(flow, await world.mailedCode(email), client(from))
      }
      return { flow, outcome }
    },

    /** What the app of this secret shows. */
    appCode: (secret: string) => appCode(secret, clock.now()),

    /** Enrols an app where the flow asks for one; its code is used up by that. */
    async enrolApp(flow: FlowReference, keepMail = true) {
      const { secret } = await accounts.signIn.beginApp(flow)
      const outcome = await accounts.signIn.confirmApp(flow, { code: world.appCode(secret), keepMail }, client())
      const codes = outcome.outcome === 'signed-in' ? (outcome.step.recoveryCodes ?? []) : []
      return { secret, outcome, codes }
    },

    reasons: async (subject: string) =>
      (await storage.audit.listBySubject(subject, 100)).map(
        ({ name, outcome, reason }) => `${name} ${reason ?? outcome}`,
      ),
  }
  return world
}

export type World = Awaited<ReturnType<typeof openWorld>>

export function client(from: Partial<ClientContext> = {}): ClientContext {
  return {
    address: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (test)',
    deviceToken: null,
    sessionToken: null,
    requestId: 'request-1',
    ...from,
  }
}

/** What an outcome comes to, in a word or two. */
export function said(outcome: SignInOutcome): string {
  if (outcome.outcome === 'signed-in') return outcome.issued ? 'signed in' : 'done already'
  if (outcome.outcome === 'rejected') return `${outcome.code}${outcome.reason ? ` ${outcome.reason}` : ''}`
  return asked(outcome.step)
}

/** What a step asks for. */
export function asked(step: OpenStep | SignInStep): string {
  if (step.step === 'code') return `code ${step.factor} ${step.purpose}`
  return step.step === 'new-password' || step.step === 'refused' ? `${step.step} ${step.reason}` : step.step
}

/** A code that is not this one. */
export function wrongCode(right: string, nth = 1): string {
  return String((Number(right) + nth) % 1_000_000).padStart(6, '0')
}

/** As a browser keeps its cookies: the reference of a flow follows the secret that each proof changes. */
export function keepingSecrets(signIn: SignIn): SignIn {
  const kept =
    <Rest extends unknown[]>(submit: (flow: FlowReference, ...rest: Rest) => Promise<SignInOutcome>) =>
    async (flow: FlowReference, ...rest: Rest): Promise<SignInOutcome> => {
      const outcome = await submit(flow, ...rest)
      if (outcome.outcome === 'step' && outcome.renewed) Object.assign(flow, { secret: outcome.renewed.secret })
      return outcome
    }
  return {
    ...signIn,
    submitPassword: kept(signIn.submitPassword),
    submitCode: kept(signIn.submitCode),
    submitNewPassword: kept(signIn.submitNewPassword),
    confirm: kept(signIn.confirm),
    confirmApp: kept(signIn.confirmApp),
    submitLegacyAppCode: kept(signIn.submitLegacyAppCode),
  }
}
