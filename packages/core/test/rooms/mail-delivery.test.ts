import { beforeEach, describe, expect, it } from 'vitest'
import type { CodeMail, OutboxMail } from '../../src/domain/mail.ts'
import { sealMail } from '../../src/domain/sealed-mail.ts'
import { outbox as outboxOver } from '../../src/memory/outbox.ts'
import { emptyState, type State } from '../../src/memory/state.ts'
import { type Mailer, MailRefusedError, MailUncertainError } from '../../src/ports/mailer.ts'
import { createKeyRing, type KeyRing } from '../../src/primitives/key-ring.ts'
import type { Random } from '../../src/primitives/random.ts'
import { type MailDelivery, type MailProblem, mailDelivery } from '../../src/rooms/mail-delivery/mail-delivery.ts'
import {
  type CollectingMailer,
  collectingMailer,
  type FixedClock,
  fixedClock,
  noon,
  seededRandom,
} from '../../src/testing/index.ts'
import { key } from '../support/world.ts'

const second = 1000
const day = 24 * 3_600_000
const lease = 60 * second
let state: State
let clock: FixedClock
let random: Random
let keys: KeyRing
let mailer: CollectingMailer
let problems: MailProblem[]

beforeEach(() => {
  state = emptyState()
  clock = fixedClock(noon)
  random = seededRandom(3)
  keys = createKeyRing([key('k1', 1)], { random })
  mailer = collectingMailer()
  problems = []
})

const outbox = () => outboxOver(state)

function worker(changes: { mailer?: Mailer; keys?: KeyRing } = {}): MailDelivery {
  return mailDelivery({ outbox: outbox(), mailer, keys, clock, onProblem: (one) => problems.push(one), ...changes })
}

function queued({ to = 'hiro@example.com', code = '271828', usefulFor = day, ring = keys } = {}): OutboxMail {
  const now = clock.now()
  const attempt = { at: now, userAgent: null, address: null }
  const mail: CodeMail = {
    kind: 'code',
    to,
    locale: 'ja',
    purpose: 'verify',
    code,
    reference: 'KX',
    validUntil: now + usefulFor,
    attempt,
  }
  const sealed = sealMail(mail, { keys: ring, random, now, usefulUntil: now + usefulFor, domain: 'accounts.example' })
  state.atomically(() => state.writeAlong({ mails: [sealed] }))
  return sealed
}

const row = ({ id }: OutboxMail) => state.mails.get(id)

describe('a mail', () => {
  it('is handed over once, and what it said is erased with the record of it', async () => {
    const mail = queued()
    expect(row(mail)?.sealed).not.toBeNull()
    expect(await worker().deliverDue()).toBe(1)
    expect(mailer.received).toMatchObject([{ mail: { to: 'hiro@example.com' }, messageId: mail.messageId }])
    expect(row(mail)).toMatchObject({ fate: 'handed-over', sealed: null, settledAt: noon })

    for (const pause of [0, lease, day]) {
      clock.advance(pause)
      expect(await worker().deliverDue()).toBe(0)
    }
    expect(mailer.received).toHaveLength(1)
    expect(problems).toEqual([])
  })

  it('that is refused for good is given up, erased, and not tried again', async () => {
    const mail = queued()
    mailer.meet('refused')
    expect(await worker().deliverDue()).toBe(0)
    expect(row(mail)).toMatchObject({ fate: 'refused', sealed: null })
    expect(problems).toMatchObject([{ mailId: mail.id, kind: 'code', outcome: 'given-up' }])
    clock.advance(day / 2)
    expect(await worker().deliverDue()).toBe(0)
    expect(mailer.received).toEqual([])
    expect(await outbox().count()).toEqual({ waiting: 0, givenUp: 1 })
  })

  it('that finds no server is tried again after pauses that double up to a quarter of an hour', async () => {
    queued({ usefulFor: 30 * day })
    const pauses = [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    mailer.meet('unreachable', pauses.length)
    for (const pause of pauses) {
      await worker().deliverDue()
      const tries = problems.length
      clock.advance(pause * second - 1)
      await worker().deliverDue()
      expect(problems).toHaveLength(tries) // a millisecond before: not yet
      clock.advance(1)
    }
    expect(await worker().deliverDue()).toBe(1)
    expect(mailer.received).toHaveLength(1)
    expect(new Set(problems.map(({ outcome }) => outcome))).toEqual(new Set(['postponed']))
  })

  it('whose answer was lost is repeated once, with the same Message-ID, and never a third time', async () => {
    const mail = queued()
    mailer.meet('uncertain', 5)
    for (let round = 0; round < 6; round++) {
      await worker().deliverDue()
      clock.advance(20 * 60 * second)
    }
    expect(mailer.received.map(({ messageId }) => messageId)).toEqual([mail.messageId, mail.messageId])
    expect(row(mail)).toMatchObject({ fate: 'uncertain', sealed: null })
    expect(problems.map(({ outcome }) => outcome)).toEqual(['uncertain', 'uncertain'])
  })

  it('whose answer was lost once is settled by the second', async () => {
    const mail = queued()
    mailer.meet('uncertain')
    expect(await worker().deliverDue()).toBe(0)
    clock.advance(2 * second)
    expect(await worker().deliverDue()).toBe(1)
    expect(row(mail)?.fate).toBe('handed-over')
  })

  it.each([
    ['a millisecond before it is of no use', -1, 1, 'handed-over'],
    ['at the instant it is of no use', 0, 0, 'expired'],
    ['and later', 1, 0, 'expired'],
  ])('is sent until then: %s (%i ms), %i sent, %s', async (_, off, sent, fate) => {
    const mail = queued({ usefulFor: 600 * second })
    clock.advance(600 * second + off)
    expect(await worker().deliverDue()).toBe(sent)
    expect(row(mail)).toMatchObject({ fate, sealed: null })
  })

  it('under a key that was taken off the ring is given up, and costs the others nothing', async () => {
    const lost = queued()
    const ring = createKeyRing([key('k2', 2)], { random })
    const good = queued({ ring, to: 'ren@example.com' })
    expect(await worker({ keys: ring }).deliverDue()).toBe(1)
    expect(row(lost)).toMatchObject({ fate: 'refused', sealed: null })
    expect(row(good)?.fate).toBe('handed-over')
    expect(problems).toMatchObject([{ mailId: lost.id, outcome: 'given-up', error: 'key not on the ring' }])
  })

  it('under an older key of the ring is sent', async () => {
    queued()
    const ring = createKeyRing([key('k2', 2), key('k1', 1)], { random })
    expect(await worker({ keys: ring }).deliverDue()).toBe(1)
  })
})

describe('several workers', () => {
  it('share the mails between them, each to one', async () => {
    const mails = Array.from({ length: 90 }, (_, n) => queued({ to: `p${n}@example.com` }))
    const others = collectingMailer()
    const handedOver = await Promise.all([worker().deliverDue(), worker({ mailer: others }).deliverDue()])
    const ids = [...mailer.received, ...others.received].map(({ messageId }) => messageId)
    expect(handedOver.reduce((sum, count) => sum + count)).toBe(90)
    expect(ids.toSorted()).toEqual(mails.map(({ messageId }) => messageId).toSorted())
    expect(mailer.received.length).toBeGreaterThan(0)
    expect(others.received.length).toBeGreaterThan(0)
  })

  it.each([
    ['before it sent', false, 1],
    ['after it sent and before it recorded that', true, 2],
  ])('take up what one left that died %s: not within its lease, then once', async (_, sent, received) => {
    const mail = queued()
    const [taken] = await outbox().take(20, clock.now(), clock.now() + lease)
    expect(taken?.id).toBe(mail.id)
    if (sent) await mailer.send({ kind: 'code' } as CodeMail, mail.messageId)

    clock.advance(lease - 1)
    expect(await worker().deliverDue()).toBe(0)
    clock.advance(1)
    expect(await worker().deliverDue()).toBe(1)
    clock.advance(day / 2)
    expect(await worker().deliverDue()).toBe(0)
    expect(mailer.received.map(({ messageId }) => messageId)).toEqual(Array(received).fill(mail.messageId))
  })

  it('that die over one mail again and again repeat it once at the most', async () => {
    const mail = queued()
    for (let death = 0; death < 5; death++) {
      for (const taken of await outbox().take(20, clock.now(), clock.now() + lease)) {
        await mailer.send({ kind: 'code' } as CodeMail, taken.messageId)
      }
      clock.advance(lease)
    }
    expect(mailer.received).toHaveLength(2)
    expect(await worker().deliverDue()).toBe(0)
    expect(row(mail)).toMatchObject({ fate: 'uncertain', sealed: null })
  })
})

describe('run', () => {
  /** Sleeping lets the other work of the process have its turn. */
  const patient = () => ({ ...clock, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) })
  const running = (signal: AbortSignal, over = outbox()) =>
    mailDelivery({ outbox: over, mailer, keys, clock: patient(), onProblem: (one) => problems.push(one) }).run(signal)

  it('delivers what comes until it is aborted, and then ends', async () => {
    const stop = new AbortController()
    const ended = running(stop.signal)
    queued()
    await expect.poll(() => mailer.received.length).toBe(1)
    queued()
    await expect.poll(() => mailer.received.length).toBe(2)
    stop.abort()
    await ended
    queued()
    await new Promise((resolve) => setImmediate(resolve))
    expect(mailer.received).toHaveLength(2)
  })

  it('that is aborted before it began sends nothing', async () => {
    queued()
    await running(AbortSignal.abort())
    expect(mailer.received).toEqual([])
  })

  it('that is aborted while it sends records what it sent', async () => {
    const stop = new AbortController()
    const mail = queued()
    const send = mailer.send.bind(mailer)
    const aborting: Mailer = {
      async send(one, messageId) {
        stop.abort()
        await send(one, messageId)
      },
    }
    await worker({ mailer: aborting }).run(stop.signal)
    expect(row(mail)?.fate).toBe('handed-over')
  })

  it('goes on when the storage failed, and says so', async () => {
    const stop = new AbortController()
    let failures = 1
    const shaky = {
      ...outbox(),
      async take(...args: Parameters<ReturnType<typeof outbox>['take']>) {
        if (failures-- > 0) throw new Error('the database is away')
        return outbox().take(...args)
      },
    }
    queued()
    const ended = running(stop.signal, shaky)
    await expect.poll(() => mailer.received.length).toBe(1)
    stop.abort()
    await ended
    expect(problems).toMatchObject([{ kind: 'outbox', outcome: 'postponed', error: 'Error: the database is away' }])
  })
})

describe('what is told of a mail in trouble', () => {
  it.each([
    ['refused', (text: string) => new MailRefusedError(text)],
    ['lost', (text: string) => new MailUncertainError(text)],
    ['not taken', (text: string) => new Error(text)],
  ])('never has what the mail says, even when a server that %s it repeats that', async (_, trouble) => {
    const mail = queued({ code: '161803' })
    const echoing: Mailer = {
      async send(one) {
        throw trouble(`554 spam: "${JSON.stringify(one)}" 161803`)
      },
    }
    await worker({ mailer: echoing }).deliverDue()
    expect(problems).toHaveLength(1)
    expect(JSON.stringify(problems)).not.toContain('161803')
    expect(JSON.stringify(problems)).toContain('554 spam')
    expect(JSON.stringify(row(mail)?.error)).not.toContain('161803')
  })
})
