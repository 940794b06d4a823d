import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FactorKind } from '../../src/domain/account.ts'
import type { Evidence, Requirement, Wish } from '../../src/domain/flow.ts'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { type Facts, nextStep } from '../../src/policy/next-step.ts'
import { noon } from '../../src/testing/index.ts'
import {
  answersTo,
  aPolicy,
  aWish,
  hours,
  invitation,
  kinds,
  robotsAddress,
  said,
  seconds,
  signIn,
} from './situations.ts'

/** What can happen around a flow, as somebody would tell it. */
type Event =
  | { readonly it: 'proves'; readonly kind: Evidence['kind']; readonly how: 'rightly' | 'wrongly' | "with another's" }
  | { readonly it: 'passes'; readonly milliseconds: number }
  | { readonly it: 'changes the password' | 'resets the password by mail' | 'binds a new app' | 'activates elsewhere' }
  | { readonly it: 'locks'; readonly factor: FactorKind }
  | { readonly it: 'suspends' | 'restores' }
  | { readonly it: 'wishes'; readonly wish: Wish }
/** What the person does next is found out only when they see what is asked. */
type Play = Event | { readonly it: 'does as asked'; readonly choice: number }

/** How things stood when the story began. */
interface Beginning {
  readonly account: boolean
  readonly factors: readonly FactorKind[]
  readonly legacyTwoFactor: boolean
  readonly administrator: boolean
  readonly passwordUnfit: Facts['passwordUnfit']
  readonly atRobotsAddress: boolean
}

const quarter = 900 * seconds
const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })

const aPlay: fc.Arbitrary<Play> = fc.oneof(
  weighted<Play>(16, fc.record({ it: fc.constant('does as asked'), choice: fc.nat(2) })),
  weighted<Play>(
    8,
    fc.record({
      it: fc.constant('proves'),
      kind: fc.constantFrom(...kinds),
      how: fc.constantFrom('rightly', 'wrongly', "with another's"),
    }),
  ),
  weighted<Play>(
    3,
    fc.record({
      it: fc.constant('passes'),
      milliseconds: fc.constantFrom(1, quarter - 1, quarter, 24 * hours - 1, 24 * hours),
    }),
  ),
  weighted<Play>(
    2,
    fc.record({
      it: fc.constantFrom(
        'changes the password',
        'resets the password by mail',
        'resets the password by mail',
        'binds a new app',
        'activates elsewhere',
        'suspends',
        'restores',
        'restores',
      ),
    }) as fc.Arbitrary<Play>,
  ),
  weighted<Play>(1, fc.record({ it: fc.constant('locks'), factor: fc.constantFrom('email', 'totp', 'recovery') })),
  weighted<Play>(1, fc.record({ it: fc.constant('wishes'), wish: aWish })),
)

/** What came before the flow: mostly nothing, sometimes a reset of whose day little or nothing is left. */
const aPrologue = fc.constantFrom<readonly Event[]>(
  [],
  [],
  [{ it: 'resets the password by mail' }],
  [{ it: 'resets the password by mail' }, { it: 'passes', milliseconds: 24 * hours - 1 }],
  [{ it: 'resets the password by mail' }, { it: 'passes', milliseconds: 24 * hours }],
  [{ it: 'binds a new app' }, { it: 'resets the password by mail' }],
  [{ it: 'binds a new app' }, { it: 'passes', milliseconds: 1 }, { it: 'resets the password by mail' }],
)

const aBeginning: fc.Arbitrary<Beginning> = fc.record({
  account: fc.boolean(),
  factors: fc.constantFrom<FactorKind[][]>(['email'], ['email'], ['totp'], ['email', 'totp', 'recovery'], []),
  legacyTwoFactor: fc.boolean(),
  administrator: fc.boolean(),
  passwordUnfit: fc.constantFrom(null, null, null, 'several-claims', 'second-shop', 'below-rules'),
  atRobotsAddress: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
})

/** What a history says, read from its latest event back to its first. */
function read(beginning: Beginning, history: readonly Event[]) {
  const proven = new Set<Evidence['kind']>()
  const lockings = new Set<FactorKind>()
  let ago = 0
  let spoiled = false // by a change of credentials since
  let suspended: boolean | null = null
  let wish: Wish | null = null
  let activated = false
  let resetAgo: number | null = null
  let appBoundAgo: number | null = null

  for (const event of history.toReversed()) {
    switch (event.it) {
      case 'passes':
        ago += event.milliseconds
        break
      case 'proves':
        if (event.how === 'rightly' && !spoiled && ago < quarter) proven.add(event.kind)
        break
      case 'suspends':
      case 'restores':
        suspended ??= event.it === 'suspends'
        break
      case 'wishes':
        wish ??= event.wish
        break
      case 'locks':
        lockings.add(event.factor)
        break
      case 'activates elsewhere':
        activated = true
        spoiled = true
        break
      case 'resets the password by mail':
        resetAgo ??= ago
        spoiled = true
        break
      case 'binds a new app':
        appBoundAgo ??= ago
        spoiled = true
        break
      case 'changes the password':
        spoiled = true
    }
  }
  const account = beginning.account || activated
  const factors = new Set<FactorKind>(beginning.account ? beginning.factors : activated ? ['email'] : [])
  if (appBoundAgo !== null) factors.add('totp')
  const hasAppFromTheBeginning = beginning.account && beginning.factors.includes('totp')
  return {
    proven: (kind: Evidence['kind']) => proven.has(kind),
    closed: suspended ?? false,
    wish: wish ?? {},
    account,
    has: (kind: FactorKind) => factors.has(kind),
    bound: factors.size > 0,
    locked: (kind: FactorKind) => lockings.has(kind),
    resetAgo,
    appOlderThanReset: resetAgo !== null && (appBoundAgo === null ? hasAppFromTheBeginning : appBoundAgo > resetAgo),
    appBoundSinceReset: resetAgo !== null && appBoundAgo !== null && appBoundAgo < resetAgo,
  }
}

/** Which session the rules allow after this history, or null. The flow's state is not looked at: there is none here. */
function sessionAllowed(beginning: Beginning, history: readonly Event[], policy: FactorPolicy, wanted: Requirement) {
  const { proven, closed, wish, account, has, bound, locked, resetAgo, appOlderThanReset, appBoundSinceReset } = read(
    beginning,
    history,
  )
  if (closed) return null
  const invited = wanted.for === 'invitation'
  if (invited && !proven('link')) return null
  if ((account || !invited) && !proven('password')) return null

  const mailCounts = !has('totp') || (policy.mailAs !== 'never' && (resetAgo === null || appBoundSinceReset))
  const opens = (kind: FactorKind) => has(kind) && !locked(kind) && proven(kind) && (kind !== 'email' || mailCounts)
  const factorProven = account && bound ? (['email', 'totp', 'recovery'] as const).some(opens) : proven('email')
  const passwordUnfit = account && !beginning.account ? null : beginning.passwordUnfit
  const byRobot = beginning.atRobotsAddress && account && bound && !invited && !passwordUnfit && !wish.fullSession
  if (!factorProven) return byRobot ? 'robot session by robot' : null

  const legacyApp = !account && beginning.legacyTwoFactor ? policy.legacyTwoFactor : 'downgrade-with-notice'
  if (legacyApp === 'ask-once' && !invited && !proven('legacy-app')) return null
  if (invited && account && !proven('consent')) return null
  if ((passwordUnfit || (invited && !account)) && !proven('new-password')) return null
  const appAsked =
    policy.firstFactor === 'app' ||
    policy.mailAs === 'never' ||
    (policy.administratorsNeedApp && beginning.administrator) ||
    legacyApp !== 'downgrade-with-notice'
  const recovered = account && resetAgo !== null && resetAgo < 24 * hours
  if (appAsked && !recovered && !(account && has('totp')) && !proven('new-app')) return null

  const byOwnApp = proven('totp') || proven('recovery')
  return `${recovered && !(byOwnApp && appOlderThanReset) ? 'recovered' : 'full'} session by ${byOwnApp || proven('new-app') ? 'app' : 'email'}`
}

/** The flow and the account as the product keeps them, while events go by. */
function stage(beginning: Beginning, policy: FactorPolicy, requirement: Requirement) {
  let now = noon
  let wish: Wish = {}
  const evidence: Evidence[] = []
  let facts: Facts = {
    epoch: beginning.account ? 7 : 0,
    closed: false,
    enrolled: beginning.account ? beginning.factors : [],
    locked: [],
    legacyTwoFactor: beginning.legacyTwoFactor,
    legacySecret: beginning.legacyTwoFactor,
    administrator: beginning.administrator,
    lastUsed: null,
    passwordUnfit: beginning.passwordUnfit,
    appSince: beginning.account && beginning.factors.includes('totp') ? noon - hours : null,
    mailResetAt: null,
    bypass: beginning.atRobotsAddress ? robotsAddress : null,
    session: 'none',
  }
  return {
    step: () => nextStep({ requirement, wish, evidence, facts, policy, now }),
    hasAccount: () => facts.epoch > 0,
    has: (kind: FactorKind) => facts.enrolled.includes(kind) || facts.locked.includes(kind),

    happens(event: Event) {
      switch (event.it) {
        case 'proves':
          if (event.how === 'rightly') evidence.push({ kind: event.kind, at: now, epoch: facts.epoch })
          if (event.how === "with another's") evidence.push({ kind: event.kind, at: now, epoch: facts.epoch + 1000 })
          return
        case 'passes':
          now += event.milliseconds
          return
        case 'suspends':
        case 'restores':
          facts = { ...facts, closed: event.it === 'suspends' }
          return
        case 'wishes':
          wish = event.wish
          return
        case 'locks':
          facts = {
            ...facts,
            enrolled: facts.enrolled.filter((kind) => kind !== event.factor),
            locked: [...facts.locked, event.factor],
          }
          return
        case 'activates elsewhere':
          facts = { ...facts, epoch: 1, enrolled: ['email'], passwordUnfit: null }
          return
        case 'changes the password':
          facts = { ...facts, epoch: facts.epoch + 1 }
          return
        case 'resets the password by mail':
          facts = { ...facts, epoch: facts.epoch + 1, mailResetAt: now }
          return
        case 'binds a new app': {
          const enrolled: FactorKind[] = facts.enrolled.includes('totp')
            ? [...facts.enrolled]
            : [...facts.enrolled, 'totp']
          facts = { ...facts, epoch: facts.epoch + 1, enrolled, appSince: now }
        }
      }
    },
  }
}

/** What cannot happen is not told: credentials without an account, an account twice, a factor one does not have. */
function canHappen(event: Event, on: ReturnType<typeof stage>, history: readonly Event[]): boolean {
  switch (event.it) {
    case 'changes the password':
    case 'resets the password by mail':
      return on.hasAccount()
    case 'binds a new app':
      return on.hasAccount() && !history.some((past) => past.it === 'locks')
    case 'activates elsewhere':
      return !on.hasAccount()
    case 'locks':
      return on.has(event.factor) && !history.some((past) => past.it === 'locks' && past.factor === event.factor)
    default:
      return true
  }
}

it('over any history, there is a session exactly when the history itself allows it, and of the kind it allows', () => {
  const reached = new Map<string, number>()
  const plays = fc
    .tuple(aPrologue, fc.array(aPlay, { minLength: 4, maxLength: 30 }))
    .map(([prologue, plays]) => [...prologue, ...plays])
  fc.assert(
    fc.property(
      aBeginning,
      aPolicy,
      fc.constantFrom(signIn, signIn, invitation),
      plays,
      (beginning, policy, wanted, plays) => {
        const on = stage(beginning, policy, wanted)
        const history: Event[] = []
        for (const play of plays) {
          let event: Event
          if (play.it === 'does as asked') {
            const step = on.step()
            // A link is never asked for: it comes by mail, and the person opens it.
            const answers = said(step) === 'refused: link_unusable' ? (['link'] as const) : answersTo(step)
            const kind = answers[play.choice % answers.length]
            if (!kind) continue
            event = { it: 'proves', kind, how: 'rightly' }
          } else event = play
          if (!canHappen(event, on, history)) continue

          on.happens(event)
          history.push(event)
          const step = on.step()
          const session = step.step === 'done' ? said(step) : null
          const allowed = sessionAllowed(beginning, history, policy, wanted)
          if (session !== allowed) expect({ session, history }).toEqual({ session: allowed, history })
          if (session === null) continue
          const who = beginning.account
            ? 'known'
            : history.some((e) => e.it === 'activates elsewhere')
              ? 'raced'
              : 'new'
          const label = `${wanted.for}, ${who}: ${session}`
          reached.set(label, (reached.get(label) ?? 0) + 1)
        }
      },
    ),
    { numRuns: 12_000 },
  )

  // The positive control: histories do end in sessions, each way there is.
  const ways = ['sign-in', 'invitation'].flatMap((journey) => [
    `${journey}, new: full session by email`,
    `${journey}, new: full session by app`,
    ...['full', 'recovered'].flatMap((sessionClass) =>
      ['email', 'app'].map((by) => `${journey}, known: ${sessionClass} session by ${by}`),
    ),
  ])
  for (const way of [...ways, 'sign-in, known: robot session by robot', 'sign-in, raced: full session by email'])
    expect(reached.get(way) ?? 0, way).toBeGreaterThan(10)
  expect([...reached.keys()].filter((label) => label.startsWith('invitation') && label.includes('robot'))).toEqual([])
  expect([...reached.keys()].filter((label) => /new: (robot|recovered)/.test(label))).toEqual([])
})
