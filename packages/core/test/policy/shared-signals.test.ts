import { describe, expect, it } from 'vitest'
import { isRoleMailbox } from '../../src/policy/role-mailbox.ts'
import {
  DEVICES_A_DAY,
  SIMULTANEOUS_DEVICES,
  SIMULTANEOUS_MILLISECONDS,
  sharedSignals,
} from '../../src/policy/shared-signals.ts'
import { aSession, noon } from '../../src/testing/index.ts'

const person = 'hiro.kato@renshu-shoes.example'
const day = 24 * 3_600_000
type Sessions = Parameters<typeof sharedSignals>[0]['sessions']

/** Sessions of so many devices. */
const on = (devices: number, changes: Partial<Sessions[number]> = {}): Sessions =>
  Array.from({ length: devices }, (_, nth) =>
    aSession({
      client: { address: `203.0.113.${nth}` as never, userAgent: 'Mozilla/5.0' },
      createdAt: noon - 2 * day,
      lastSeenAt: noon - day,
      ...changes,
    }),
  )

describe('what speaks for several people', () => {
  const atWork = { lastSeenAt: noon - SIMULTANEOUS_MILLISECONDS + 1 }
  const today = { createdAt: noon - day + 1 }
  it.each([
    { what: 'a person with nothing', email: person, sessions: on(0), signals: [] },
    { what: 'a role’s mailbox', email: 'shop@renshu-shoes.example', sessions: on(0), signals: ['role-mailbox'] },
    { what: 'two devices at work', email: person, sessions: on(SIMULTANEOUS_DEVICES - 1, atWork), signals: [] },
    { what: 'three', email: person, sessions: on(SIMULTANEOUS_DEVICES, atWork), signals: ['simultaneous-sessions'] },
    {
      what: 'three, the last a quarter of an hour ago',
      email: person,
      sessions: [...on(SIMULTANEOUS_DEVICES - 1, atWork), ...on(9, { lastSeenAt: noon - SIMULTANEOUS_MILLISECONDS })],
      signals: [],
    },
    {
      what: 'one device in many windows',
      email: person,
      sessions: on(9, { ...atWork, ...today, client: { address: null, userAgent: 'Mozilla/5.0' } }),
      signals: [],
    },
    {
      what: 'one network of IPv6',
      email: person,
      sessions: [1, 2, 3, 4].flatMap((nth) =>
        on(1, { ...atWork, ...today, client: { address: `2001:db8::${nth}` as never, userAgent: 'x' } }),
      ),
      signals: [],
    },
    { what: 'robots', email: person, sessions: on(9, { ...atWork, ...today, sessionClass: 'robot' }), signals: [] },
    { what: 'three devices a day', email: person, sessions: on(DEVICES_A_DAY - 1, today), signals: [] },
    { what: 'four', email: person, sessions: on(DEVICES_A_DAY, today), signals: ['many-devices'] },
    {
      what: 'four in more than a day',
      email: person,
      sessions: on(DEVICES_A_DAY, { createdAt: noon - day }),
      signals: [],
    },
  ])('$what', ({ email, sessions, signals }) => {
    expect(sharedSignals({ email, sessions }, noon)).toEqual(signals)
  })

  it.each(['info', 'shop', 'shop-staff', 'support2', 'ec.order', 'no-reply', 'info+night'])(
    '%s is called after a task',
    (local) => {
      expect(isRoleMailbox(`${local}@renshu-shoes.example`)).toBe(true)
    },
  )

  it.each(['hiro.kato', 'infomori', 'shop.tanaka', '123', 'it.ito'])('%s is called after a person', (local) => {
    expect(isRoleMailbox(`${local}@renshu-shoes.example`)).toBe(false)
  })
})
