import assert from 'node:assert/strict'
import type { GateSession, GateSessions } from '../service/gate-sessions.ts'

/** One promise of a port, for any test runner. */
export interface GateSessionsCase {
  readonly title: string
  /** Rejects when the promise is not kept. `sessions` has to be empty. */
  run(sessions: GateSessions): Promise<void>
}

const noon = Date.UTC(2026, 10, 2, 3)

function aSession(changes: Partial<GateSession> & { readonly subject?: string } = {}): GateSession {
  const { subject = 's1', ...rest } = changes
  const member = {
    memberId: '7',
    subject,
    email: 'hiro@renshu-shoes.example',
    name: '加藤ひろ',
    locale: 'ja',
    role: null,
    acr: 'urn:ecforce:acr:email',
    amr: ['pwd', 'otp', 'mfa'],
    authTime: noon,
    sessionClass: 'full',
  } as const
  const times = { begunAt: noon, confirmedAt: noon, expiresAt: noon + 1_000 }
  return { member, sid: 'sid-1', idToken: 'h.p.s', signIn: 't1', ...times, ...rest }
}

/** What every `GateSessions` keeps. Run each case against an empty one. */
export const gateSessionsContract: readonly GateSessionsCase[] = [
  {
    title: 'finds a session as it began, and until the instant of its end',
    async run(sessions) {
      const session = aSession()
      assert.equal(await sessions.find('k1', noon), null)
      await sessions.begin('k1', session)
      assert.deepEqual(await sessions.find('k1', noon), session)
      assert.deepEqual(await sessions.find('k1', session.expiresAt - 1), session)
      assert.equal(await sessions.find('k1', session.expiresAt), null)
      assert.equal(await sessions.find('k2', noon), null)
    },
  },
  {
    title: 'ends one session, and that as often as it is asked',
    async run(sessions) {
      await sessions.begin('k1', aSession())
      await sessions.begin('k2', aSession())
      await sessions.end('k1')
      await sessions.end('k1')
      assert.equal(await sessions.find('k1', noon), null)
      assert.deepEqual(await sessions.find('k2', noon), aSession())
    },
  },
  {
    title: 'replaces what stands and revives nothing that has ended',
    async run(sessions) {
      const [before, after] = [aSession(), aSession({ confirmedAt: noon + 60_000, expiresAt: noon + 500 })]
      await sessions.begin('k1', before)
      assert.equal(await sessions.confirm('k1', after), true)
      assert.deepEqual(await sessions.find('k1', noon), after)
      await sessions.end('k1')
      assert.equal(await sessions.confirm('k1', after), false)
      assert.equal(await sessions.find('k1', noon), null)
    },
  },
  {
    title: 'never has a session again that has ended while it was confirmed, however many did so at once',
    async run(sessions) {
      await sessions.begin('k1', aSession())
      await Promise.all([
        ...Array.from({ length: 20 }, (_, at) => sessions.confirm('k1', aSession({ confirmedAt: noon + at }))),
        sessions.endAll({ sid: 'sid-1' }),
        ...Array.from({ length: 20 }, (_, at) => sessions.confirm('k1', aSession({ confirmedAt: noon + at }))),
      ])
      assert.equal(await sessions.find('k1', noon), null)
    },
  },
  {
    title: 'ends all of one name or of one subject, and no other',
    async run(sessions) {
      await sessions.begin('k1', aSession())
      await sessions.begin('k2', aSession({ sid: 'sid-2' }))
      await sessions.begin('k3', aSession({ sid: 'sid-3', subject: 's2' }))
      await sessions.begin('k4', aSession({ sid: null }))
      const left = async () => {
        const found = await Promise.all(['k1', 'k2', 'k3', 'k4'].map((key) => sessions.find(key, noon)))
        return found.map((session) => session !== null)
      }
      await sessions.endAll({ sid: 'sid-1' })
      assert.deepEqual(await left(), [false, true, true, true])
      await sessions.endAll({ subject: 's1' })
      assert.deepEqual(await left(), [false, false, true, false])
      await sessions.endAll({ sid: 's2' })
      assert.deepEqual(await left(), [false, false, true, false])
    },
  },
]
