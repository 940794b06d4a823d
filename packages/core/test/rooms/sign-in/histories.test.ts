import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { Account } from '../../../src/domain/account.ts'
import { CODE_LIFETIME_MILLISECONDS, CODE_RESEND_MILLISECONDS, CODE_SENDS } from '../../../src/domain/challenge.ts'
import { type ClientContext, CODE_ATTEMPTS } from '../../../src/domain/flow.ts'
import { PasswordUnacceptableError } from '../../../src/factors/new-password.ts'
import { memoryStorage } from '../../../src/memory/index.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { FlowConflictError, FlowNotFoundError, ThrottledError } from '../../../src/primitives/errors.ts'
import type { FlowReference, SignInOutcome } from '../../../src/rooms/sign-in/journey.ts'
import { anAccount, storedAccount } from '../../../src/testing/index.ts'
import { client, key, openWorld, type Row, said, type World, wrongCode } from '../../support/world.ts'

// Arbitrary histories against the whole room. The oracle knows what people did and which mails came; of flows,
// evidence, challenges and policies it knows nothing.

const minute = 60_000
const flowLifetime = 15 * minute
const people = ['claim', 'account', 'twins', 'unknown'] as const
type Person = (typeof people)[number]

const addresses: Record<Person, string> = {
  claim: 'hiro@shop-one.example',
  account: 'mio@shop-one.example',
  twins: 'futaba@freelance.example',
  unknown: 'nobody@nowhere.example',
}
const own = 'asagao-no-kaze-26'
const second = 'the second shop knows this'
const chosen = 'hitotsu ni matomeru'

type Action =
  | { readonly does: 'start'; readonly browser: number; readonly who: Person }
  | { readonly does: 'password'; readonly browser: number; readonly typed: 'right' | 'second' | 'chosen' | 'wrong' }
  | { readonly does: 'code'; readonly browser: number; readonly typed: 'latest' | 'former' | 'foreign' | 'wrong' }
  | { readonly does: 'newPassword'; readonly browser: number; readonly typed: 'chosen' | 'short' }
  /** Whatever an honest person would do next. */
  | { readonly does: 'proceed'; readonly browser: number; readonly who: Person }
  | { readonly does: 'guess'; readonly what: 'password' | 'code'; readonly times: number; readonly browser: number }
  | { readonly does: 'resend'; readonly browser: number; readonly patient: boolean }
  | { readonly does: 'reload' | 'chooseFactor' | 'abandon' | 'formerTab'; readonly browser: number }
  | { readonly does: 'rotate' }
  | { readonly does: 'announce' }
  | { readonly does: 'suspend' }
  | {
      readonly does: 'wait'
      readonly until: 'codeEnds' | 'flowEnds' | 'resend' | 'hour'
      readonly off: -1 | 0
      readonly browser: number
    }

const browser = fc.constantFrom(0, 1)
const often = <T>(...weighted: readonly (readonly [weight: number, value: T])[]) =>
  fc.oneof(...weighted.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

const who = often<Person>([3, 'claim'], [3, 'account'], [4, 'twins'], [1, 'unknown'])

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('start' as const),
      browser,
      who,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('password' as const),
      browser,
      typed: often<'right' | 'second' | 'chosen' | 'wrong'>([7, 'right'], [1, 'second'], [2, 'chosen'], [1, 'wrong']),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      does: fc.constant('code' as const),
      browser,
      typed: often<'latest' | 'former' | 'foreign' | 'wrong'>(
        [6, 'latest'],
        [3, 'former'],
        [1, 'foreign'],
        [2, 'wrong'],
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('newPassword' as const),
      browser,
      typed: often<'chosen' | 'short'>([5, 'chosen'], [1, 'short']),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: often<'reload' | 'chooseFactor' | 'abandon' | 'formerTab'>(
        [2, 'reload'],
        [1, 'chooseFactor'],
        [1, 'abandon'],
        [1, 'formerTab'],
      ),
      browser,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: often<'rotate' | 'announce' | 'suspend'>([4, 'rotate'], [3, 'announce'], [1, 'suspend']),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('resend' as const), browser, patient: fc.boolean() }),
  },
  { weight: 16, arbitrary: fc.record({ does: fc.constant('proceed' as const), browser, who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('guess' as const),
      what: often<'password' | 'code'>([1, 'password'], [4, 'code']),
      times: fc.integer({ min: 3, max: 6 }),
      browser,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('wait' as const),
      until: often<'codeEnds' | 'flowEnds' | 'resend' | 'hour'>(
        [3, 'codeEnds'],
        [2, 'flowEnds'],
        [4, 'resend'],
        [1, 'hour'],
      ),
      off: fc.constantFrom(-1 as const, 0 as const),
      browser,
    }),
  },
)

/** What happened in one flow, as somebody beside it would have noted. */
interface History {
  readonly who: Person
  readonly reference: FlowReference
  readonly startedAt: number
  readonly mails: { readonly code: string; readonly at: number }[]
  /** Whether the person had an account when it was proven: what was proven before that counts for nothing after. */
  password: { readonly hadAccount: boolean } | null
  mailbox: { readonly hadAccount: boolean } | null
  accepted: string[]
  attempts: number
  over: boolean
}

/** Storage in which somebody can be suspended, as an operator would. */
function suspendable(): { readonly storage: Storage; readonly suspended: Set<string> } {
  const storage = memoryStorage()
  const suspended = new Set<string>()
  const accounts: Storage['accounts'] = {
    ...storage.accounts,
    async findByEmail(email) {
      const found = await storage.accounts.findByEmail(email)
      return found && suspended.has(email) ? { ...found, account: { ...found.account, status: 'suspended' } } : found
    },
  }
  return { storage: { ...storage, accounts }, suspended }
}

let stored: Account
let rows: Row[]
const reached = {
  first: 0,
  later: 0,
  'new-password': 0,
  refusedLate: 0,
  refusedFormer: 0,
  rotated: 0,
  throttled: 0,
  exhausted: 0,
}

beforeAll(async () => {
  // Hashes are made once: what histories cost should be the room's own work.
  const world = await openWorld()
  const base = { legacyId: '1', email: addresses.account, password: own }
  await world.importRows([{ ...base, shop: 'shop-one' }])
  await world.announce('shop-one')
  await world.signIn(addresses.account, own)
  const found = await world.storage.accounts.findByEmail(addresses.account)
  if (!found) throw new Error('there is no account to begin with')
  stored = anAccount({ email: found.account.email, password: found.account.password })
  rows = [
    { shop: 'shop-one', legacyId: '2', email: addresses.claim, password: own },
    { shop: 'shop-one', legacyId: '3', email: addresses.twins, password: own },
    { shop: 'shop-two', legacyId: '3', email: addresses.twins, password: second },
  ]
})

class Telling {
  readonly world: World
  readonly suspended: Set<string>
  readonly flows: History[] = []
  readonly browsers: (History | null)[] = [null, null]
  readonly formers: (History | null)[] = [null, null]
  readonly accounts = new Map<Person, string>([['account', own]])
  sessions = 0
  shopTwo = false
  keys = [key('k1', 1)]
  mailsSeen = 0

  constructor(world: World, suspended: Set<string>) {
    this.world = world
    this.suspended = suspended
  }

  get now() {
    return this.world.clock.now()
  }

  from(browser: number): ClientContext {
    return client({ address: `203.0.113.${browser + 1}` })
  }

  hasAccount = (flow: History) => this.accounts.has(flow.who)
  isAlive = (flow: History) => !flow.over && this.now < flow.startedAt + flowLifetime
  isSuspended = (flow: History) => this.suspended.has(addresses[flow.who])

  rightPassword(flow: History, typed: string): boolean {
    const account = this.accounts.get(flow.who)
    if (account !== undefined) return typed === account && !this.isSuspended(flow)
    if (flow.who === 'unknown') return false
    return typed === own || (flow.who === 'twins' && this.shopTwo && typed === second)
  }

  /** The password counts: given right in this flow, while the person was what he is now. */
  provenPassword = (flow: History) =>
    flow.password?.hadAccount === this.hasAccount(flow) && !this.isSuspended(flow) && this.isAlive(flow)
  provenMailbox = (flow: History) => this.provenPassword(flow) && flow.mailbox?.hadAccount === this.hasAccount(flow)

  /** The latest code mailed for this flow, younger than ten minutes, not used, with an attempt left. */
  rightCode(flow: History, typed: string): boolean {
    const latest = flow.mails.at(-1)
    return (
      latest !== undefined &&
      typed === latest.code &&
      this.now < latest.at + CODE_LIFETIME_MILLISECONDS &&
      !flow.accepted.includes(`${latest.at}`) &&
      flow.attempts < CODE_ATTEMPTS
    )
  }

  /** Gives mails that came to the one flow that something was done in. */
  async collect(flow: History | null): Promise<void> {
    await this.world.accounts.mailDelivery.deliverDue()
    const fresh = this.world.mailer.ofKind('code').slice(this.mailsSeen)
    this.mailsSeen += fresh.length
    for (const mail of fresh) {
      expect(flow, 'mail came although nobody asked in a flow').not.toBeNull()
      if (!flow) return
      expect(mail.to).toBe(addresses[flow.who])
      expect(this.provenPassword(flow), 'mail was sent before the password').toBe(true)
      const former = flow.mails.at(-1)
      if (former) expect(this.now).toBeGreaterThanOrEqual(former.at + CODE_RESEND_MILLISECONDS)
      flow.mails.push({ code: mail.code, at: this.now })
      expect(flow.mails.length).toBeLessThanOrEqual(CODE_SENDS)
    }
    expect(fresh.length).toBeLessThanOrEqual(1)
  }

  /** A session was given, and nobody may be surprised. */
  async signedIn(flow: History, outcome: SignInOutcome, how: 'first' | 'later' | 'new-password'): Promise<void> {
    if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
    reached[how]++
    this.sessions++
    flow.over = true
    const view = await this.world.accounts.sessions.whoAmI(outcome.issued.sessionToken)
    expect(view?.account.email).toBe(addresses[flow.who])
    expect(outcome.step.firstSignIn).toBe(how !== 'later')
    expect(view?.session.acr).toBe('urn:ecforce:acr:email')
    if (how !== 'later') this.accounts.set(flow.who, how === 'first' ? own : chosen)
  }
}

const refusals = [FlowNotFoundError, FlowConflictError, ThrottledError, PasswordUnacceptableError]

/** What an attempt came to: its outcome, or the name of the error it may be answered with. */
async function outcomeOf(attempt: Promise<SignInOutcome>): Promise<SignInOutcome | string> {
  return attempt.catch((error: unknown) => {
    if (!refusals.some((refusal) => error instanceof refusal) || !(error instanceof Error)) throw error
    return error.name
  })
}

const isSession = (outcome: SignInOutcome | string): outcome is SignInOutcome =>
  typeof outcome !== 'string' && outcome.outcome === 'signed-in' && outcome.issued !== null
const word = (outcome: SignInOutcome | string) => (typeof outcome === 'string' ? outcome : said(outcome))

function nextHonest(telling: Telling, { browser, who }: { browser: number; who: Person }): Action {
  const flow = telling.browsers[browser]
  if (!flow || !telling.isAlive(flow)) return { does: 'start', browser, who }
  if (!telling.provenPassword(flow)) return { does: 'password', browser, typed: 'right' }
  if (!telling.provenMailbox(flow)) return { does: 'code', browser, typed: 'latest' }
  return { does: 'newPassword', browser, typed: 'chosen' }
}

async function perform(telling: Telling, action: Action): Promise<void> {
  const { world } = telling
  if (action.does === 'rotate') {
    if (telling.keys.length < 3)
      telling.keys = [key(`k${telling.keys.length + 1}`, telling.keys.length + 1), ...telling.keys]
    await world.restart({ keys: telling.keys })
    reached.rotated++
    return
  }
  if (action.does === 'announce') {
    if (!telling.shopTwo) await world.announce('shop-two')
    telling.shopTwo = true
    return
  }
  if (action.does === 'suspend') {
    telling.suspended.add(addresses.account)
    return
  }

  if (action.does === 'guess') {
    for (let n = 0; n < action.times; n++) {
      await perform(telling, { does: action.what, browser: action.browser, typed: 'wrong' })
    }
    return
  }
  if (action.does === 'proceed') return perform(telling, nextHonest(telling, action))

  const from = telling.from(action.browser)
  if (action.does === 'start') {
    const reference = await world.start(addresses[action.who], from)
    const flow: History = {
      who: action.who,
      reference,
      startedAt: telling.now,
      mails: [],
      password: null,
      mailbox: null,
      accepted: [],
      attempts: 0,
      over: false,
    }
    telling.flows.push(flow)
    telling.formers[action.browser] = telling.browsers[action.browser] ?? null
    telling.browsers[action.browser] = flow
    return telling.collect(flow)
  }

  const flow = telling.browsers[action.browser] ?? null
  if (!flow) return
  const { signIn } = world.accounts
  const alive = telling.isAlive(flow)

  switch (action.does) {
    case 'wait': {
      const latest = flow.mails.at(-1)?.at ?? telling.now
      const edge = {
        codeEnds: latest + CODE_LIFETIME_MILLISECONDS,
        flowEnds: flow.startedAt + flowLifetime,
        resend: latest + CODE_RESEND_MILLISECONDS,
        hour: telling.now + 60 * minute,
      }[action.until]
      world.clock.advance(Math.max(0, edge + action.off - telling.now))
      return
    }
    case 'password': {
      const typed = { right: telling.accounts.get(flow.who) ?? own, second, chosen, wrong: 'not the password' }[
        action.typed
      ]
      const proven = telling.provenPassword(flow)
      const right = telling.rightPassword(flow, typed)
      const mailbox = flow.mailbox
      const outcome = await outcomeOf(signIn.submitPassword(flow.reference, typed, from))
      if (word(outcome) === 'ThrottledError') reached.throttled++
      else if (!alive) expect(word(outcome)).toMatch(/FlowNotFoundError/)
      else if (!proven) {
        const accepted = typeof outcome !== 'string' && outcome.outcome !== 'rejected'
        expect([word(outcome), accepted]).toEqual([word(outcome), right])
      }
      if (alive && right && !proven && word(outcome) !== 'ThrottledError') {
        flow.password = { hadAccount: telling.hasAccount(flow) }
      }
      // A mailbox proven before cannot have been worth anything without the password.
      if (mailbox === null || !telling.provenMailbox(flow)) expect(isSession(outcome)).toBe(false)
      await telling.collect(flow)
      return
    }
    case 'code': {
      const foreign = telling.flows
        .filter((other) => other !== flow)
        .at(-1)
        ?.mails.at(-1)?.code
      const latest = flow.mails.at(-1)?.code ?? '123456'
      const typed = {
        latest,
        former: flow.mails.at(-2)?.code ?? wrongCode(latest, 2),
        foreign: foreign ?? wrongCode(latest, 3),
        wrong: wrongCode(latest),
      }[action.typed]
      const asked = alive && telling.provenPassword(flow) && !telling.provenMailbox(flow)
      const right = telling.rightCode(flow, typed)
      const outcome = await outcomeOf(signIn.submitCode(flow.reference, typed, from))
      const throttled = word(outcome) === 'ThrottledError'
      if (throttled) reached.throttled++
      const expired = (flow.mails.at(-1)?.at ?? 0) + CODE_LIFETIME_MILLISECONDS <= telling.now
      const used = flow.mails.length > 0 && flow.accepted.includes(`${flow.mails.at(-1)?.at}`)
      if (asked && flow.mails.length > 0 && !expired && !used && flow.attempts < CODE_ATTEMPTS) flow.attempts++

      if (asked && right && !throttled) {
        flow.accepted.push(`${flow.mails.at(-1)?.at}`)
        flow.mailbox = { hadAccount: telling.hasAccount(flow) }
        if (flow.who === 'twins' && !telling.hasAccount(flow)) expect(word(outcome)).toBe('new-password several-claims')
        else {
          expect(word(outcome)).toBe('signed in')
          if (typeof outcome !== 'string')
            await telling.signedIn(flow, outcome, telling.hasAccount(flow) ? 'later' : 'first')
        }
        return telling.collect(flow)
      }
      expect(isSession(outcome), `a session for the code "${action.typed}" of ${flow.who}`).toBe(false)
      if (asked && typed === latest && expired && flow.mails.length > 0) reached.refusedLate++
      if (asked && action.typed === 'former' && flow.mails.length > 1) reached.refusedFormer++
      if (asked && !throttled && flow.attempts === CODE_ATTEMPTS && word(outcome).endsWith('exhausted')) {
        flow.over = true
        reached.exhausted++
      }
      return telling.collect(flow)
    }
    case 'newPassword': {
      const due = telling.provenMailbox(flow) && flow.who === 'twins' && !telling.hasAccount(flow)
      const typed = action.typed === 'chosen' ? chosen : 'short'
      const outcome = await outcomeOf(signIn.submitNewPassword(flow.reference, typed, from))
      if (due && action.typed === 'chosen' && typeof outcome !== 'string')
        await telling.signedIn(flow, outcome, 'new-password')
      else expect(isSession(outcome)).toBe(false)
      if (due) expect(word(outcome)).toBe(action.typed === 'chosen' ? 'signed in' : 'PasswordUnacceptableError')
      return telling.collect(flow)
    }
    case 'resend': {
      const edge = (flow.mails.at(-1)?.at ?? 0) + CODE_RESEND_MILLISECONDS
      if (action.patient) world.clock.advance(Math.max(0, edge - telling.now))
      const asked = telling.provenPassword(flow) && !telling.provenMailbox(flow)
      const due = asked && telling.now >= edge && flow.attempts < CODE_ATTEMPTS && flow.mails.length < CODE_SENDS
      const before = flow.mails.length
      const outcome = await outcomeOf(signIn.resend(flow.reference, from))
      expect(isSession(outcome)).toBe(false)
      await telling.collect(flow)
      if (before > 0 && word(outcome) !== 'ThrottledError') expect(flow.mails.length - before).toBe(due ? 1 : 0)
      return
    }
    case 'chooseFactor': {
      expect(isSession(await outcomeOf(signIn.chooseFactor(flow.reference, 'email', from)))).toBe(false)
      return telling.collect(flow)
    }
    case 'reload': {
      const step = await signIn.current(flow.reference).catch((error: Error) => error.name)
      if (!alive) expect(step).toBe('FlowNotFoundError')
      else expect(step).not.toMatchObject({ step: 'done' })
      return telling.collect(null)
    }
    case 'abandon':
      if (alive) await signIn.abandon(flow.reference, from)
      else await expect(signIn.abandon(flow.reference, from)).rejects.toThrow(FlowNotFoundError)
      flow.over = true
      return telling.collect(null)
    case 'formerTab': {
      const former = telling.formers[action.browser]
      if (!former) return
      const mixed = { secret: flow.reference.secret, id: former.reference.id }
      const typed = former.mails.at(-1)?.code ?? '123456'
      expect(await outcomeOf(signIn.submitCode(mixed, typed, from))).toMatch(/FlowConflictError|FlowNotFoundError/)
      return telling.collect(null)
    }
  }
}

/** What must hold after everything that happens. */
async function invariants(telling: Telling): Promise<void> {
  const { world } = telling
  let signedIn = 0
  for (const who of people) {
    const found = await world.storage.accounts.findByEmail(addresses[who])
    expect(found !== null, `whether ${who} has an account`).toBe(telling.accounts.has(who))
    if (!found) continue
    const events = await world.storage.audit.listBySubject(found.account.id, 1000)
    signedIn += events.filter(({ name }) => name === 'authn.signed_in').length
  }
  expect(signedIn, 'sessions that were issued').toBe(telling.sessions)
  for (const { reference } of telling.flows) {
    expect(await world.accounts.sessions.check(reference.secret)).toBeNull()
  }
}

const go = (who: Person): Action => ({ does: 'proceed', browser: 0, who })

/** Histories that certainly come by what chance may miss. */
const landmarks: Action[][] = [
  [
    go('claim'),
    go('claim'),
    { does: 'resend', browser: 0, patient: true },
    { does: 'code', browser: 0, typed: 'former' },
    { does: 'wait', until: 'codeEnds', off: 0, browser: 0 },
    { does: 'code', browser: 0, typed: 'latest' },
  ],
  [go('account'), go('account'), { does: 'guess', what: 'code', times: 6, browser: 0 }],
  [go('account'), { does: 'guess', what: 'password', times: 6, browser: 0 }],
  [go('twins'), go('twins'), { does: 'rotate' }, { does: 'announce' }, go('twins'), go('twins'), go('account')],
  [go('claim'), go('claim'), go('claim'), go('account'), go('account'), go('account')],
]

it('gives a session only to who proved, in one flow and in time, the password and then the mailbox', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60, size: 'max' }), async (actions) => {
      const { storage, suspended } = suspendable()
      const world = await openWorld({}, storage)
      await world.importRows(rows)
      await world.announce('shop-one')
      await storedAccount(storage, { account: stored })
      const telling = new Telling(world, suspended)
      for (const one of actions) {
        await perform(telling, one)
        await invariants(telling)
      }
    }),
    { numRuns: 50, examples: landmarks.map((actions) => [actions]) },
  )
  // The histories did get somewhere, every way there is.
  for (const [way, times] of Object.entries(reached)) expect([way, times > 0]).toEqual([way, true])
}, 60_000)
