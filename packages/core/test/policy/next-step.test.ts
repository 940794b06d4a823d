import { describe, expect, it } from 'vitest'
import type { Evidence, Requirement, Wish } from '../../src/domain/flow.ts'
import type { FactorPolicy } from '../../src/domain/shop.ts'
import { appFirst, emailFirst, mildestPolicy } from '../../src/policy/factor-policy.ts'
import { type Facts, nextStep } from '../../src/policy/next-step.ts'
import { noon } from '../../src/testing/index.ts'
import {
  hours,
  invitation,
  isKind,
  newcomer,
  reset,
  robotsAddress,
  said,
  seconds,
  signIn,
  stepUp,
  withApp,
  withMail,
} from './situations.ts'

interface Journey {
  readonly who: string
  /** `asked +proof → asked +proof → … → asked`. */
  readonly goes: string
  readonly requirement?: Requirement
  readonly facts?: Facts
  readonly policy?: FactorPolicy
  readonly wish?: Wish
}

/** Walks a journey proof by proof, and holds what is asked against what was said it would be. */
function walk({ goes, requirement = signIn, facts = newcomer, policy = emailFirst, wish = {} }: Journey) {
  const evidence: Evidence[] = []
  const went = goes.split(' → ').map((leg) => {
    const [, proof] = leg.split(' +')
    const asked = said(nextStep({ requirement, wish, evidence, facts, policy, now: noon }))
    if (proof === undefined) return asked
    if (!isKind(proof)) throw new TypeError(`${proof} is no kind of evidence`)
    evidence.push({ kind: proof, at: noon, epoch: facts.epoch })
    return `${asked} +${proof}`
  })
  expect(went.join(' → ')).toBe(goes)
}

describe('a first sign-in', () => {
  const journeys: Journey[] = [
    {
      who: 'with emailFirst binds the mailbox',
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'with appFirst proves the mailbox and then enrols an app',
      policy: appFirst,
      goes: 'password +password → enrol email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'where no app can be enrolled goes by mail, whatever the shop had before',
      policy: mildestPolicy,
      facts: { ...newcomer, legacyTwoFactor: true, administrator: true },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'keeps proofs that came before their turn and skips nothing for them',
      policy: appFirst,
      goes: 'password +new-app → password +email → password +password → full session by app',
    },
    {
      who: 'takes no app, recovery code, link or consent in the place of the mailbox',
      goes: 'password +password → enrol email +totp → enrol email +recovery → enrol email +link → enrol email +consent → enrol email +legacy-app → enrol email',
    },
    {
      who: 'takes no mailed link in the place of the password',
      goes: 'password +link → password +email → password +new-password → password',
    },
    {
      who: 'of an administrator needs an app where administrators do',
      policy: { ...emailFirst, administratorsNeedApp: true },
      facts: { ...newcomer, administrator: true },
      goes: 'password +password → enrol email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'of somebody else does not, there',
      policy: { ...emailFirst, administratorsNeedApp: true },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'of an administrator needs no app where nobody does',
      facts: { ...newcomer, administrator: true },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'where mail never counts proves the mailbox all the same, and enrols an app',
      policy: { ...emailFirst, mailAs: 'never' },
      goes: 'password +password → enrol email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'after a legacy app enrols an own one (re-enrol)',
      facts: { ...newcomer, legacyTwoFactor: true },
      goes: 'password +password → enrol email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'after a legacy app is asked for that first (ask-once), which no own app answers',
      policy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
      facts: { ...newcomer, legacyTwoFactor: true, legacySecret: true },
      goes: 'password +password → enrol email +email → legacy-app +totp → legacy-app +new-app → legacy-app +legacy-app → full session by app',
    },
    {
      who: 'after a legacy app still enrols an own one (ask-once)',
      policy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
      facts: { ...newcomer, legacyTwoFactor: true, legacySecret: true },
      goes: 'password +password → enrol email +email → legacy-app +legacy-app → enrol-app +legacy-app → enrol-app',
    },
    {
      who: 'without a legacy app is not asked for one (ask-once)',
      policy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'after a legacy app goes like the others (downgrade-with-notice)',
      policy: { ...emailFirst, legacyTwoFactor: 'downgrade-with-notice' },
      facts: { ...newcomer, legacyTwoFactor: true },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'of an address with several claims ends with a new password',
      facts: { ...newcomer, passwordUnfit: 'several-claims' },
      goes: 'password +password → enrol email +email → new-password: several-claims +new-password → full session by email',
    },
    {
      who: 'asks for a new password before an app',
      policy: appFirst,
      facts: { ...newcomer, passwordUnfit: 'below-rules' },
      goes: 'password +password → enrol email +email → new-password: below-rules +new-password → enrol-app +new-app → full session by app',
    },
    {
      who: "at a robot's address proves the mailbox like any other",
      facts: { ...newcomer, bypass: robotsAddress },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'after a reset of the claim is an ordinary one',
      facts: { ...newcomer, mailResetAt: noon - 1 },
      goes: 'password +password → enrol email +email → full session by email',
    },
    {
      who: 'that is closed looks like a wrong password, whatever is proven',
      facts: { ...newcomer, closed: true },
      goes: 'password +password → password +email → password',
    },
  ]
  it.each(journeys)('$who', walk)
})

describe('a later sign-in', () => {
  const journeys: Journey[] = [
    {
      who: 'with emailFirst asks for a mailed code',
      facts: withMail,
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'with an app asks for the factor used last, and offers the others',
      facts: withApp,
      policy: appFirst,
      goes: 'password +password → verify totp or email or recovery +totp → full session by app',
    },
    {
      who: 'with an app, and mail used last, asks for mail',
      facts: { ...withApp, lastUsed: 'email' },
      policy: appFirst,
      goes: 'password +password → verify email or totp or recovery +email → full session by email',
    },
    {
      who: 'with nothing used yet follows the policy: mail where it is primary',
      facts: { ...withApp, lastUsed: null },
      goes: 'password +password → verify email or totp or recovery',
    },
    {
      who: 'with nothing used yet follows the policy: the app where mail is a fallback',
      facts: { ...withApp, lastUsed: null },
      policy: appFirst,
      goes: 'password +password → verify totp or email or recovery',
    },
    {
      who: 'another way, by mail',
      facts: withApp,
      policy: appFirst,
      wish: { factor: 'email' },
      goes: 'password +password → verify email or totp or recovery +email → full session by email',
    },
    {
      who: 'another way, by a recovery code, is as good as the app',
      facts: withApp,
      policy: appFirst,
      wish: { factor: 'recovery' },
      goes: 'password +password → verify recovery or totp or email +recovery → full session by app',
    },
    {
      who: 'is as open to the way not wished for',
      facts: withApp,
      wish: { factor: 'recovery' },
      goes: 'password +password → verify recovery or email or totp +totp → full session by app',
    },
    {
      who: 'does not hear a wish for what is not there',
      facts: withMail,
      wish: { factor: 'totp' },
      goes: 'password +password → verify email +totp → verify email +recovery → verify email',
    },
    {
      who: 'does not hear a wish for mail where mail never counts',
      facts: withApp,
      policy: { ...appFirst, mailAs: 'never' },
      wish: { factor: 'email' },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery +recovery → full session by app',
    },
    {
      who: 'does not hear a wish to be excused',
      facts: withMail,
      wish: { fullSession: true },
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'takes no code in the place of the password',
      facts: withApp,
      goes: 'password +totp → password +email → password +link → password +password → full session by app',
    },
    {
      who: 'takes no legacy app, new app, link or consent in the place of the factor',
      facts: withMail,
      goes: 'password +password → verify email +legacy-app → verify email +new-app → verify email +link → verify email +consent → verify email',
    },
    {
      who: 'with mail alone enrols an app when a shop comes to ask for it',
      facts: withMail,
      policy: appFirst,
      goes: 'password +password → verify email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'with mail alone proves by mail once more where mail has ceased to count, and enrols an app',
      facts: withMail,
      policy: { ...emailFirst, mailAs: 'never' },
      goes: 'password +password → verify email +email → enrol-app +new-app → full session by app',
    },
    {
      who: "after a new administrator's role needs an app where administrators do",
      facts: { ...withMail, administrator: true },
      policy: { ...emailFirst, administratorsNeedApp: true },
      goes: 'password +password → verify email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'never asks for the legacy app again',
      facts: { ...withMail, legacyTwoFactor: true, legacySecret: true },
      policy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'asks for a new password before a second shop attaches',
      facts: { ...withMail, passwordUnfit: 'second-shop' },
      goes: 'password +password → verify email +email → new-password: second-shop +new-password → full session by email',
    },
    {
      who: 'after an operator lifted the lost factor proves the mailbox and enrols anew',
      facts: { ...withApp, enrolled: [], appSince: null },
      policy: appFirst,
      goes: 'password +password → enrol email +email → enrol-app +new-app → full session by app',
    },
    {
      who: 'of a suspended account looks like a wrong password, whatever is proven',
      facts: { ...withApp, closed: true },
      goes: 'password +password → password +totp → password +email → password',
    },
  ]
  it.each(journeys)('$who', walk)
})

describe('a locked factor', () => {
  const journeys: Journey[] = [
    {
      who: 'is no way in',
      facts: { ...withApp, enrolled: ['email', 'recovery'], locked: ['totp'] },
      policy: appFirst,
      goes: 'password +password → verify email or recovery +totp → verify email or recovery +recovery → full session by app',
    },
    {
      who: 'is not wished open',
      facts: { ...withApp, enrolled: ['recovery'], locked: ['totp', 'email'] },
      policy: appFirst,
      wish: { factor: 'email' },
      goes: 'password +password → verify recovery +email → verify recovery +totp → verify recovery',
    },
    {
      who: 'that was the only one leaves no way in, and nothing enrols in its place',
      facts: { ...withMail, enrolled: [], locked: ['email'] },
      goes: 'password +password → refused: no_usable_factor +email → refused: no_usable_factor',
    },
    {
      who: 'that is the app is never replaced by a new one',
      facts: { ...withMail, enrolled: ['email'], locked: ['totp'] },
      policy: appFirst,
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'that is the app does not make mail count where mail never does',
      facts: { ...withMail, enrolled: ['email'], locked: ['totp'] },
      policy: { ...appFirst, mailAs: 'never' },
      goes: 'password +password → refused: no_usable_factor +email → refused: no_usable_factor',
    },
    {
      who: 'that is the app does not make mail count after a reset',
      facts: { ...withMail, enrolled: ['email'], locked: ['totp'], mailResetAt: noon - 1 },
      goes: 'password +password → refused: no_usable_factor +email → refused: no_usable_factor',
    },
  ]
  it.each(journeys)('$who', walk)
})

describe('a sign-in after a reset by mail', () => {
  const journeys: Journey[] = [
    {
      who: 'with mail alone is held back',
      facts: { ...withMail, mailResetAt: noon },
      goes: 'password +password → verify email +email → recovered session by email',
    },
    {
      who: 'is held back a millisecond before a day has passed',
      facts: { ...withMail, mailResetAt: noon - 24 * hours + 1 },
      goes: 'password +password → verify email +email → recovered session by email',
    },
    {
      who: 'is held back no more when a day has passed',
      facts: { ...withMail, mailResetAt: noon - 24 * hours },
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'is held back no more a millisecond later',
      facts: { ...withMail, mailResetAt: noon - 24 * hours - 1 },
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'with an app takes the app, not mail',
      facts: { ...withApp, mailResetAt: noon - 1 },
      wish: { factor: 'email' },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery +totp → full session by app',
    },
    {
      who: 'with an app takes a recovery code, not mail',
      facts: { ...withApp, mailResetAt: noon - 1, lastUsed: 'email' },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery +recovery → full session by app',
    },
    {
      who: 'with an app takes no mail even after the day, until the app was proven',
      facts: { ...withApp, mailResetAt: noon - 25 * hours },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery',
    },
    {
      who: 'is held back with an app as old as the reset',
      facts: { ...withApp, mailResetAt: noon - 5, appSince: noon - 5 },
      goes: 'password +password → verify totp or recovery +totp → recovered session by app',
    },
    {
      who: 'is not held back with an app a millisecond older than the reset',
      facts: { ...withApp, mailResetAt: noon - 5, appSince: noon - 6 },
      goes: 'password +password → verify totp or recovery +totp → full session by app',
    },
    {
      who: 'is held back with an app bound since',
      facts: { ...withApp, mailResetAt: noon - 5, appSince: noon - 4 },
      goes: 'password +password → verify totp or email or recovery +recovery → recovered session by app',
    },
    {
      who: 'takes mail beside an app bound a millisecond after the reset, for that was proven then',
      facts: { ...withApp, mailResetAt: noon - 30 * hours, appSince: noon - 30 * hours + 1 },
      wish: { factor: 'email' },
      goes: 'password +password → verify email or totp or recovery +email → full session by email',
    },
    {
      who: 'takes no mail beside an app bound at the instant of the reset',
      facts: { ...withApp, mailResetAt: noon - 30 * hours, appSince: noon - 30 * hours },
      wish: { factor: 'email' },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery',
    },
    {
      who: 'takes no mail beside an app bound since where mail never counts',
      facts: { ...withApp, mailResetAt: noon - 30 * hours, appSince: noon - 1 },
      policy: { ...appFirst, mailAs: 'never' },
      goes: 'password +password → verify totp or recovery +email → verify totp or recovery',
    },
    {
      who: 'has no app bound by it while it is held back, although the shop asks for one',
      facts: { ...withMail, mailResetAt: noon - 24 * hours + 1 },
      policy: appFirst,
      goes: 'password +password → verify email +email → recovered session by email',
    },
    {
      who: 'has none bound, however old the lost app was',
      facts: { ...withMail, mailResetAt: noon - 1, appSince: noon - 1000 * hours },
      policy: appFirst,
      goes: 'password +password → verify email +email → recovered session by email',
    },
    {
      who: 'with no factor left has none bound either',
      facts: { ...withMail, enrolled: [], mailResetAt: noon - 1 },
      policy: appFirst,
      goes: 'password +password → enrol email +email → recovered session by email',
    },
    {
      who: 'asks for the app again when a day has passed',
      facts: { ...withMail, mailResetAt: noon - 24 * hours },
      policy: appFirst,
      goes: 'password +password → verify email +email → enrol-app +new-app → full session by app',
    },
  ]
  it.each(journeys)('$who', walk)
})

describe("a sign-in at a robot's address", () => {
  const robot: Facts = { ...withMail, bypass: robotsAddress }
  const journeys: Journey[] = [
    { who: 'needs the password alone', facts: robot, goes: 'password +password → robot session by robot' },
    {
      who: 'needs the password alone although an app is enrolled',
      facts: { ...withApp, bypass: robotsAddress },
      policy: { ...appFirst, mailAs: 'never' },
      goes: 'password +password → robot session by robot',
    },
    {
      who: 'is a person when it wishes to be asked',
      facts: robot,
      wish: { fullSession: true },
      goes: 'password +password → verify email +email → full session by email',
    },
    {
      who: 'is a robot when it wishes for a factor',
      facts: robot,
      wish: { factor: 'email' },
      goes: 'password +password → robot session by robot',
    },
    {
      who: 'is a person who has given a code already',
      facts: robot,
      goes: 'password +email → password +password → full session by email',
    },
    {
      who: 'waives no password that must change',
      facts: { ...robot, passwordUnfit: 'below-rules' },
      goes: 'password +password → verify email +email → new-password: below-rules +new-password → full session by email',
    },
    {
      who: 'waives no mailbox where no factor is bound',
      facts: { ...robot, enrolled: [] },
      goes: 'password +password → enrol email +email → full session by email',
    },
    { who: 'opens nothing when closed', facts: { ...robot, closed: true }, goes: 'password +password → password' },
  ]
  it.each(journeys)('$who', walk)

  it('is good for the shop of the bypass alone, and claims the password alone', () => {
    const evidence: Evidence[] = [{ kind: 'password', at: noon, epoch: 4 }]
    const step = nextStep({ requirement: signIn, wish: {}, evidence, facts: robot, policy: emailFirst, now: noon })
    expect(step).toMatchObject({ amr: ['pwd'], restrictedTo: 'hogehoge' })
  })
})

describe('an invitation', () => {
  const journeys: Journey[] = [
    {
      who: 'of a new person: the mailbox, then a first password',
      goes: 'refused: link_unusable +link → enrol email +email → new-password: first +new-password → full session by email',
    },
    {
      who: 'of a new person with appFirst: then an app',
      policy: appFirst,
      goes: 'refused: link_unusable +link → enrol email +email → new-password: first +new-password → enrol-app +new-app → full session by app',
    },
    {
      who: 'of a new person: the link is no mailbox, and without it nothing counts',
      goes: 'refused: link_unusable +email → refused: link_unusable +new-password → refused: link_unusable +link → full session by email',
    },
    {
      who: 'of a new person whose shop had an app: an own one at once',
      policy: { ...emailFirst, legacyTwoFactor: 'ask-once' },
      facts: { ...newcomer, legacyTwoFactor: true, legacySecret: true },
      goes: 'refused: link_unusable +link → enrol email +email → new-password: first +new-password → enrol-app +new-app → full session by app',
    },
    {
      who: "of a new person at a robot's address: as anywhere",
      facts: { ...newcomer, bypass: robotsAddress },
      goes: 'refused: link_unusable +link → enrol email +password → enrol email',
    },
    {
      who: 'of somebody with an account: sign in fully, then agree',
      facts: withMail,
      goes: 'refused: link_unusable +link → password +password → verify email +email → confirm +consent → full session by email',
    },
    {
      who: 'of somebody with an app: sign in by it, then agree',
      facts: withApp,
      policy: appFirst,
      goes: 'refused: link_unusable +link → password +password → verify totp or email or recovery +totp → confirm +consent → full session by app',
    },
    {
      who: 'of somebody with mail alone into a shop that asks for an app: enrols one after agreeing',
      facts: withMail,
      policy: appFirst,
      goes: 'refused: link_unusable +link → password +password → verify email +email → confirm +consent → enrol-app +new-app → full session by app',
    },
    {
      who: 'of somebody whose password must change: after agreeing',
      facts: { ...withMail, passwordUnfit: 'second-shop' },
      goes: 'refused: link_unusable +link → password +password → verify email +email → confirm +consent → new-password: second-shop +new-password → full session by email',
    },
    {
      who: "at a robot's address: a robot is not invited",
      facts: { ...withMail, bypass: robotsAddress },
      goes: 'refused: link_unusable +link → password +password → verify email',
    },
    {
      who: 'of somebody held back after a reset: held back still',
      facts: { ...withMail, mailResetAt: noon - 1 },
      goes: 'refused: link_unusable +link → password +password → verify email +email → confirm +consent → recovered session by email',
    },
    {
      who: 'opened while signed in as another: switch first',
      facts: { ...withMail, session: 'of-another-account' },
      goes: 'refused: link_unusable +link → switch-account +password → switch-account +email → switch-account +consent → switch-account',
    },
    {
      who: 'opened by a new person while somebody else is signed in: switch first',
      facts: { ...newcomer, session: 'of-another-account' },
      goes: 'refused: link_unusable +link → switch-account',
    },
    {
      who: 'revoked: closed, whatever is proven',
      facts: { ...withMail, closed: true },
      goes: 'refused: closed +link → refused: closed +password → refused: closed',
    },
  ].map((journey) => ({ requirement: invitation, ...journey }) as Journey)
  it.each(journeys)('$who', walk)
})

describe('a reset', () => {
  const journeys: Journey[] = [
    {
      who: 'with mail alone: the link and a new password, and no session',
      facts: withMail,
      goes: 'refused: link_unusable +link → new-password: reset +new-password → password-change',
    },
    {
      who: 'with an app: the same; no factor is asked for',
      facts: withApp,
      policy: { ...appFirst, mailAs: 'never' },
      goes: 'refused: link_unusable +link → new-password: reset +new-password → password-change',
    },
    {
      who: 'of a claim: the same',
      goes: 'refused: link_unusable +link → new-password: reset +new-password → password-change',
    },
    {
      who: 'without the link: refused, whatever is proven',
      facts: withApp,
      goes: 'refused: link_unusable +email → refused: link_unusable +password → refused: link_unusable +totp → refused: link_unusable +new-password → refused: link_unusable',
    },
    {
      who: "at a robot's address: the same",
      facts: { ...withMail, bypass: robotsAddress },
      goes: 'refused: link_unusable +password → refused: link_unusable +link → new-password: reset',
    },
    {
      who: 'of a suspended account: closed',
      facts: { ...withMail, closed: true },
      goes: 'refused: closed +link → refused: closed +new-password → refused: closed',
    },
  ].map((journey) => ({ requirement: reset, ...journey }) as Journey)
  it.each(journeys)('$who', walk)
})

describe('a step-up', () => {
  const journeys: Journey[] = [
    {
      who: 'with mail alone: a mailed code',
      facts: { ...withMail, session: 'full' },
      goes: 'verify email +password → verify email +email → freshness',
    },
    {
      who: 'with an app: any factor',
      facts: { ...withApp, session: 'full' },
      policy: appFirst,
      goes: 'verify totp or email or recovery +recovery → freshness',
    },
    {
      who: 'that only the app will do for: no other',
      requirement: { ...stepUp, factors: ['totp'] },
      facts: { ...withApp, session: 'full' },
      wish: { factor: 'email' },
      goes: 'verify totp +email → verify totp +recovery → verify totp +legacy-app → verify totp +new-app → verify totp +totp → freshness',
    },
    {
      who: 'that only the app will do for, without one: refused',
      requirement: { ...stepUp, factors: ['totp'] },
      facts: { ...withMail, session: 'full' },
      goes: 'refused: no_usable_factor +email → refused: no_usable_factor',
    },
    {
      who: 'after a reset, with an app: not by mail',
      facts: { ...withApp, session: 'recovered', mailResetAt: noon - 1 },
      goes: 'verify totp or recovery +email → verify totp or recovery +totp → freshness',
    },
    {
      who: 'of a session that is held back: as any',
      facts: { ...withMail, session: 'recovered', mailResetAt: noon - 1 },
      goes: 'verify email +email → freshness',
    },
    {
      who: "never of a robot's session",
      facts: { ...withMail, session: 'robot', bypass: robotsAddress },
      goes: 'refused: session_restricted +email → refused: session_restricted',
    },
    {
      who: 'never without a session',
      facts: withMail,
      goes: 'refused: session_restricted +password → refused: session_restricted +email → refused: session_restricted',
    },
    {
      who: "never in another account's session",
      facts: { ...withMail, session: 'of-another-account' },
      goes: 'refused: session_restricted +email → refused: session_restricted',
    },
    {
      who: 'of a suspended account: closed',
      facts: { ...withMail, session: 'full', closed: true },
      goes: 'refused: closed +email → refused: closed',
    },
  ].map((journey) => ({ requirement: stepUp, ...journey }) as Journey)
  it.each(journeys)('$who', walk)
})

describe('a proof', () => {
  const facts: Facts = { ...withMail, session: 'full' }
  const after = (requirement: Requirement, proof: Evidence, epoch = facts.epoch) =>
    said(
      nextStep({ requirement, wish: {}, evidence: [proof], facts: { ...facts, epoch }, policy: emailFirst, now: noon }),
    )

  it.each([
    { of: 'this instant', age: 0, requirement: stepUp, asked: 'freshness' },
    { of: 'a millisecond short of its age', age: 300 * seconds - 1, requirement: stepUp, asked: 'freshness' },
    { of: 'exactly its age', age: 300 * seconds, requirement: stepUp, asked: 'verify email' },
    { of: 'a millisecond more than its age', age: 300 * seconds + 1, requirement: stepUp, asked: 'verify email' },
    { of: 'the next millisecond', age: -1, requirement: stepUp, asked: 'verify email' },
  ])('of $of: $asked', ({ age, requirement, asked }) => {
    expect(after(requirement, { kind: 'email', at: noon - age, epoch: facts.epoch })).toBe(asked)
  })

  it.each([
    { requirement: signIn, kind: 'password', before: 'verify email', after_: 'password', seconds: 900 },
    { requirement: invitation, kind: 'link', before: 'password', after_: 'refused: link_unusable', seconds: 900 },
    {
      requirement: reset,
      kind: 'link',
      before: 'new-password: reset',
      after_: 'refused: link_unusable',
      seconds: 1800,
    },
  ] as const)('lasts as long as a $requirement.for allows', ({ requirement, kind, before, after_, seconds: limit }) => {
    const at = noon - limit * seconds
    expect(after(requirement, { kind, at: at + 1, epoch: facts.epoch })).toBe(before)
    expect(after(requirement, { kind, at, epoch: facts.epoch })).toBe(after_)
  })

  it.each([
    { made: 'before the latest change of credentials', epoch: 3, asked: 'verify email' },
    { made: 'since', epoch: 4, asked: 'freshness' },
    { made: 'for an epoch that has not come', epoch: 5, asked: 'verify email' },
    { made: 'before there was an account', epoch: 0, asked: 'verify email' },
  ])('made $made: $asked', ({ epoch, asked }) => {
    expect(after(stepUp, { kind: 'email', at: noon, epoch })).toBe(asked)
  })

  it('of a claim counts for nothing once another tab has made the account', () => {
    const evidence: Evidence[] = (['password', 'email', 'new-password'] as const).map((kind) => ({
      kind,
      at: noon,
      epoch: 0,
    }))
    const step = (now: Facts) =>
      said(nextStep({ requirement: signIn, wish: {}, evidence, facts: now, policy: emailFirst, now: noon }))
    expect(step(newcomer)).toBe('full session by email')
    expect(step({ ...withMail, epoch: 1 })).toBe('password')
  })
})

describe('a session', () => {
  const grant = (proofs: readonly Evidence['kind'][], facts: Facts) => {
    const evidence = proofs.map((kind) => ({ kind, at: noon, epoch: facts.epoch }))
    return nextStep({ requirement: signIn, wish: {}, evidence, facts, policy: emailFirst, now: noon })
  }

  it.each([
    { by: 'mail', proofs: ['password', 'email'], acr: 'urn:ecforce:acr:email', amr: ['pwd', 'otp'] },
    { by: 'the app', proofs: ['password', 'totp'], acr: 'urn:ecforce:acr:app', amr: ['pwd', 'otp', 'mfa'] },
    { by: 'a recovery code', proofs: ['password', 'recovery'], acr: 'urn:ecforce:acr:app', amr: ['pwd', 'otp', 'mfa'] },
  ] as const)('by $by claims $acr and $amr, for every shop', ({ proofs, acr, amr }) => {
    expect(grant(proofs, withApp)).toEqual({
      step: 'done',
      grants: 'session',
      acr,
      amr,
      sessionClass: 'full',
      restrictedTo: null,
    })
  })
})
