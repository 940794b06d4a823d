import { describe, expect, it } from 'vitest'
import type { Mail } from '../src/domain/mail.ts'
import { MailRefusedError, MailUncertainError } from '../src/ports/mailer.ts'
import {
  anEmail,
  collectingMailer,
  contractOf,
  fixedClock,
  noon,
  seededRandom,
  storageContract,
} from '../src/testing/index.ts'

describe('the fixed clock', () => {
  it('stands still until it is advanced, and then both its times move', () => {
    const clock = fixedClock(noon)
    expect([clock.now(), clock.elapsed()]).toEqual([noon, 0])
    clock.advance(250)
    expect([clock.now(), clock.elapsed()]).toEqual([noon + 250, 250])
  })

  it('can be set to any instant without a jump of the time that never jumps', () => {
    const clock = fixedClock(noon)
    clock.set(noon - 5)
    expect([clock.now(), clock.elapsed()]).toEqual([noon - 5, 0])
  })

  it('sleeps no time at all and keeps what was asked', async () => {
    const clock = fixedClock(noon)
    await clock.sleep(300)
    await clock.sleep(0)
    expect(clock.slept).toEqual([300, 0])
    expect(clock.now()).toBe(noon)
  })

  it('does not run backwards', () => {
    expect(() => fixedClock(noon).advance(-1)).toThrow(TypeError)
  })
})

describe('the seeded random', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed)
    return [...random.bytes(16), random.below(10), random.below(2 ** 48)]
  }

  it('is the same for the same seed and another for another', () => {
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('draws every number below its limit, and none from it on', () => {
    const random = seededRandom(7)
    const drawn = Array.from({ length: 600 }, () => random.below(6))
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    expect(random.below(1)).toBe(0)
  })

  it('takes only limits that a real one takes', () => {
    for (const limit of [0, -1, 0.5, 2 ** 48 + 1]) expect(() => seededRandom(1).below(limit)).toThrow(TypeError)
  })
})

describe('the collecting mailer', () => {
  const mail: Mail = {
    kind: 'code',
    to: anEmail().key,
    locale: 'ja',
    purpose: 'verify',
    code: '123456',
    reference: 'KX',
    validUntil: noon,
    attempt: { at: noon, userAgent: null, address: null },
  }

  it('keeps what it is given', async () => {
    const mailer = collectingMailer()
    await mailer.send(mail, 'a@example.com')
    expect(mailer.received).toEqual([{ mail, messageId: 'a@example.com' }])
  })

  it('meets the troubles it was told to, in order, and then is well again', async () => {
    const mailer = collectingMailer()
    mailer.meet('refused')
    mailer.meet('uncertain')
    mailer.meet('unreachable', 2)
    await expect(mailer.send(mail, 'refused')).rejects.toThrow(MailRefusedError)
    await expect(mailer.send(mail, 'uncertain')).rejects.toThrow(MailUncertainError)
    await expect(mailer.send(mail, 'unreachable')).rejects.toThrow('refused')
    await expect(mailer.send(mail, 'unreachable')).rejects.toThrow('refused')
    await mailer.send(mail, 'well')
    expect(mailer.received.map(({ messageId }) => messageId)).toEqual(['uncertain', 'well'])
  })
})

describe('the storage contract', () => {
  it('has cases of every port, and no title twice', () => {
    const ports = [
      'accounts',
      'members',
      'shops',
      'flows',
      'challenges',
      'sessions',
      'outbox',
      'counters',
      'audit',
    ] as const
    for (const port of ports) expect(contractOf(port)).not.toEqual([])
    const titles = storageContract.map(({ port, title }) => `${port}: ${title}`)
    expect(new Set(titles).size).toBe(titles.length)
  })
})
