import { inspect } from 'node:util'
import { hash as bcryptHash } from '@node-rs/bcrypt'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountsOptions } from '../../src/accounts/options.ts'
import { memoryStorage } from '../../src/memory/index.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import type { MailProblem } from '../../src/rooms/mail-delivery/mail-delivery.ts'
import type { FlowReference } from '../../src/rooms/sign-in/journey.ts'
import { watchedStorage } from '../support/watched-storage.ts'
import { client, openWorld, said, shopId, type World, wrongCode } from '../support/world.ts'

// A whole journey with secrets that can be told from everything else, and then a search of everything it left.

const email = 'futaba@freelance.example'
const sentinels = {
  legacyPassword: 'sentinel-legacy-Pw-7781',
  otherLegacyPassword: 'sentinel-legacy-Pw-9924',
  wrongPassword: 'sentinel-wrong-Pw-3356',
  weakPassword: 'sentinel-9',
  newPassword: 'sentinel-new-Pw-4410',
  resetPassword: 'sentinel-reset-Pw-2087',
  operatorPassword: 'sentinel-operator-pw-5190',
  totpSecret: 'SENTINELSENTINEL',
  pepper: 'sentinel-pepper-6025',
}
let watched: ReturnType<typeof watchedStorage>
let world: World
let thrown: unknown[]
let problems: MailProblem[]
let rowProblems: unknown[]
/** Codes and tokens, as they come up. */
let found: string[]
/** Those of them that came by mail. */
let mailed: string[]

const options: Partial<AccountsOptions> = {
  legacyPeppers: new Map([['2019', sentinels.pepper]]),
  onMailProblem: (problem) => problems.push(problem),
}

beforeEach(async () => {
  watched = watchedStorage(memoryStorage())
  thrown = []
  problems = []
  rowProblems = []
  found = []
  mailed = []
  world = await openWorld(options, watched.storage)
})

async function failing(attempt: () => Promise<unknown>): Promise<void> {
  const outcome = await attempt().then(
    () => null,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('this was to fail')
  thrown.push(outcome)
}

/** Everything that a member, a shop and an attacker can make happen, with sentinels for secrets. */
async function wholeJourney(): Promise<void> {
  const peppered = await bcryptHash(sentinels.legacyPassword + sentinels.pepper, { cost: 4 })
  const { problems: bad } = await world.importRows([
    { shop: 'shop-one', legacyId: '1', email, hash: peppered, scheme: 'bcrypt+pepper:2019' },
    {
      shop: 'shop-two',
      legacyId: '1',
      email,
      password: sentinels.otherLegacyPassword,
      totpSecret: sentinels.totpSecret,
    },
    { shop: 'shop-two', legacyId: '2', email: 'bad', hash: sentinels.legacyPassword, totpSecret: 'SENTINEL-BAD-1' },
  ])
  rowProblems.push(...bad)
  await world.announce('shop-one')
  await world.announce('shop-two')

  const flow = await world.start(email, {}, '/portal/apps?next=1')
  found.push(flow.secret)
  const { signIn } = world.accounts
  await signIn.submitPassword(flow, sentinels.wrongPassword, client())
  await failing(() => signIn.submitCode(flow, '000000', client()))
  await failing(() => signIn.submitPassword({ ...flow, id: 'x' }, sentinels.wrongPassword, client()))
  await signIn.submitPassword(flow, sentinels.legacyPassword, client())
  const first = await code()
  await signIn.submitCode(flow, wrongCode(first), client())
  world.clock.advance(60_000)
  await signIn.resend(flow, client())
  await signIn.submitCode(flow, first, client())
  await signIn.submitCode(flow, await code(), client())
  await failing(() => signIn.submitNewPassword(flow, sentinels.weakPassword, client()))
  await signIn.submitNewPassword(flow, sentinels.newPassword, client())
  const shown = await signIn.beginApp(flow)
  found.push(shown.secret)
  const once = world.appCode(shown.secret)
  found.push(once)
  await signIn.confirmApp(flow, { code: wrongCode(once), keepMail: true }, client())
  await failing(() => signIn.confirmApp(flow, { code: sentinels.wrongPassword, keepMail: true }, client()))
  const done = await signIn.confirmApp(flow, { code: once, keepMail: true }, client())
  expect(said(done)).toBe('signed in')
  const paper = done.outcome === 'signed-in' ? (done.step.recoveryCodes ?? []) : []
  expect(paper).toHaveLength(10)
  found.push(...paper)
  keep(done)
  await failing(() => signIn.submitNewPassword(flow, sentinels.newPassword, client()))

  const device = done.outcome === 'signed-in' ? (done.issued?.device?.token ?? null) : null
  const session = done.outcome === 'signed-in' ? (done.issued?.sessionToken ?? null) : null
  const later = await world.start(email)
  const from = client({ deviceToken: device, sessionToken: session })
  found.push(later.secret)
  await signIn.submitPassword(later, sentinels.newPassword, from)
  await signIn.chooseFactor(later, 'recovery', from)
  keep(await signIn.submitCode(later, paper[4] ?? '', from))

  const guessed = await world.start(email)
  found.push(guessed.secret)
  for (let n = 0; n < 5; n++) await signIn.submitPassword(guessed, sentinels.wrongPassword, client())
  await failing(() => signIn.submitPassword(guessed, sentinels.wrongPassword, client()))
  await failing(() => signIn.current({ secret: sentinels.wrongPassword, id: null }))
  await failing(() => world.node({ legacyPeppers: new Map(), keys: [] }))

  const link = (await world.askReset(email)) ?? ''
  found.push(link)
  mailed.push(link)
  const reset = (token: string, password: string) =>
    world.accounts.passwordReset.confirm({ token, password, locale: 'ja' }, client())
  await failing(() => reset(link, sentinels.weakPassword))
  await reset(link, sentinels.resetPassword)
  await failing(() => reset(link, sentinels.resetPassword))
  const anew = await world.start(email)
  found.push(anew.secret)
  await signIn.submitPassword(anew, sentinels.resetPassword, client())
  await signIn.chooseFactor(anew, 'recovery', client())
  keep(await signIn.submitCode(anew, paper[5] ?? '', client()))

  await operatorsJourney()
  await servicesJourney()

  for (const token of found) {
    await world.accounts.sessions.whoAmI(token)
    world.clock.advance(60_000)
    await world.accounts.sessions.flush()
    await world.accounts.sessions.end(token, client())
  }
}

/** An operator is made, signs in, and once types the password where the name belongs. */
async function operatorsJourney(): Promise<void> {
  const { operators, operatorSignIn } = world.accounts
  const draft = await operators.begin('akira', 'support')
  found.push(draft.secret, world.appCode(draft.secret))
  await failing(() => operators.withPassword(draft, sentinels.weakPassword))
  const withPassword = await operators.withPassword(draft, sentinels.operatorPassword)
  await operators.enrol(withPassword, world.appCode(draft.secret), 'operator:root')
  world.clock.advance(60_000)
  const right = { name: 'akira', password: sentinels.operatorPassword, code: world.appCode(draft.secret) }
  found.push(right.code)
  await operatorSignIn.start({ ...right, password: sentinels.wrongPassword }, client(), null)
  await operatorSignIn.start({ ...right, name: sentinels.operatorPassword }, client(), null)
  await operatorSignIn.start({ ...right, code: wrongCode(right.code) }, client(), null)
  const outcome = await operatorSignIn.start(right, client(), null)
  if (outcome.outcome !== 'signed-in') throw new Error('the operator was refused')
  found.push(outcome.token)
  await operatorSignIn.check(outcome.token)
  await operators.setPassword('akira', `${sentinels.operatorPassword}-2`, 'operator:root')
}

/** A shop's back end gets its secret, shows it and wrong ones, and once the secret where the id belongs. */
async function servicesJourney(): Promise<void> {
  const { services, memberSync, rolloutDocuments } = world.accounts
  const request = { id: 'shop-one-admin', shopId: shopId('shop-one') }
  const { service, secret } = await services.add(request, { actor: 'operator:root' })
  found.push(secret)
  await services.authenticate(service.id, sentinels.wrongPassword, client())
  await services.authenticate(secret, secret, client())
  await failing(() => services.rotateSecret(service.id, { actor: 'operator:root' }))
  await failing(() => services.add({ ...request, id: secret }, { actor: 'operator:root' }))
  expect(await services.authenticate(service.id, secret, client())).toEqual(service)
  await memberSync.remove(service, '1')
  await rolloutDocuments.issue(service.shopId)
}

async function code(): Promise<string> {
  const latest = await world.mailedCode(email)
  found.push(latest)
  mailed.push(latest)
  return latest
}

function keep(outcome: Awaited<ReturnType<World['accounts']['signIn']['submitCode']>>): void {
  if (outcome.outcome === 'signed-in' && outcome.issued)
    found.push(outcome.issued.sessionToken, outcome.issued.device?.token ?? '')
}

const everything = (value: unknown) =>
  inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, showHidden: true })

/** Whether the text has the secret, as it is or in a common coding. Six digits count only as a number of their own. */
function has(text: string, secret: string): boolean {
  if (/^[0-9]{6}$/.test(secret)) return new RegExp(`(?<![0-9A-Za-z])${secret}(?![0-9A-Za-z])`).test(text)
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
  ].some((coded) => text.includes(coded))
}

const secretsIn = (text: string) => [...Object.values(sentinels), ...found].filter((secret) => has(text, secret))

describe('a whole journey', () => {
  it('leaves no secret in anything that was written to the storage: rows, counters, mails, audit', async () => {
    await wholeJourney()
    expect(found.length).toBeGreaterThan(8)
    const names = new Set(watched.calls.map(({ name }) => name))
    for (const written of [
      'flows.create',
      'challenges.create',
      'accounts.activateAccount',
      'sessions.issue',
      'counters.spend',
      'audit.append',
      'members.applyRoster',
      'sessions.touch',
      'mailedLinks.create',
      'mailedLinks.resetAccount',
      'operatorSessions.issue',
      'operators.setPassword',
      'services.create',
      'memberSync.remove',
    ]) {
      expect(names).toContain(written)
    }
    for (const { name, args } of watched.calls) {
      if (name === 'operators.find') continue // looks up what was typed as a name, and writes nothing
      expect([name, secretsIn(everything(args))]).toEqual([name, []])
    }
  })

  it('leaves no secret in the audit rows, as they are read back', async () => {
    await wholeJourney()
    const subjects = new Set<string>()
    for (const { args } of watched.calls) {
      for (const subject of everything(args).matchAll(/subject: '([^']+)'/g)) subjects.add(subject[1] ?? '')
    }
    const rows = []
    for (const subject of subjects) rows.push(...(await world.storage.audit.listBySubject(subject, 1000)))
    expect(rows.length).toBeGreaterThan(10)
    expect(secretsIn(everything(rows))).toEqual([])
  })

  it('leaves no secret in an error: not in its message, its fields, its stack or its cause', async () => {
    await wholeJourney()
    expect(thrown.length).toBeGreaterThanOrEqual(9)
    for (const error of thrown) expect(secretsIn(everything(error))).toEqual([])
  })

  it('leaves no secret in what is told of bad rows', async () => {
    await wholeJourney()
    expect(rowProblems.length).toBeGreaterThan(0)
    expect(secretsIn(everything(rowProblems))).toEqual([])
    expect(everything(rowProblems)).not.toContain('SENTINEL-BAD')
  })

  it('says its secrets where they belong: a code in its mail, tokens in the one answer that issues them', async () => {
    await wholeJourney()
    const mails = everything(world.mailer.received)
    expect(new Set(mailed).size).toBe(3)
    for (const one of mailed) expect(has(mails, one)).toBe(true) // the search finds what is there
    expect(secretsIn(mails).filter((secret) => !mailed.includes(secret))).toEqual([])
  })

  it('asks for the next proof without saying the last one', async () => {
    await wholeJourney()
    const flow = await world.start(email, { address: '198.51.100.3' })
    const answers = [
      await world.accounts.signIn.submitPassword(flow, sentinels.wrongPassword, client({ address: '198.51.100.3' })),
      await world.accounts.signIn.submitPassword(flow, sentinels.resetPassword, client({ address: '198.51.100.3' })),
      await world.accounts.signIn.current(flow),
    ]
    await code()
    found.push(flow.secret)
    // The flow's own new secret stands beside the step, for its cookie.
    const said = answers.map((answer) => ('step' in answer && 'outcome' in answer ? answer.step : answer))
    expect(secretsIn(everything(said))).toEqual([])
  })
})

describe('a code whose mail is in trouble', () => {
  it('is neither told nor stored, even when the server repeats the mail', async () => {
    const heard: string[] = []
    const mailer: Mailer = {
      async send(mail) {
        if (mail.kind === 'code') heard.push(mail.code)
        throw new Error(`451 try later: ${JSON.stringify(mail)}`)
      },
    }
    await world.importRows([{ shop: 'shop-one', legacyId: '1', email, password: sentinels.legacyPassword }])
    await world.announce('shop-one')
    await world.restart({ mailer })
    const flow: FlowReference = await world.start(email)
    await world.accounts.signIn.submitPassword(flow, sentinels.legacyPassword, client())
    await world.accounts.mailDelivery.deliverDue()
    found.push(...heard)
    expect(heard).toHaveLength(1)
    expect(problems).toMatchObject([{ outcome: 'postponed', error: expect.stringContaining('451 try later') }])
    expect(secretsIn(everything(problems))).toEqual([])
    expect(secretsIn(everything(watched.calls))).toEqual([])
  })
})
