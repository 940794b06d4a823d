import assert from 'node:assert/strict'
import type { Rollout } from '../domain/rollout.ts'
import type { AccountId, SessionId } from '../primitives/ids.ts'
import { aClaim, anAccount, aSession, aTokenHash, noon } from './builders.ts'
import { type ContractCase, present, twentyAtOnce } from './contract-case.ts'
import { announcedYesterday, storedAccount, storedMembers, storedSession, storedShop } from './stored.ts'

const announcedNow: Rollout = { announcedAt: noon, enforcedAt: noon + 14 * 24 * 3_600_000 }

const phone = { address: '2001:db8::1', userAgent: 'Mozilla/5.0 (iPhone) "🏬"' }

/** What a `SessionStore` keeps of sessions once they are there. */
export const sessionStoreContract: readonly ContractCase[] = [
  {
    port: 'sessions',
    title: 'an unknown token finds no session',
    async run({ storage }) {
      await storedAccount(storage)
      assert.equal(await storage.sessions.find(aTokenHash()), null)
      assert.equal(await storage.sessions.findWithMemberships(aTokenHash(), noon), null)
    },
  },
  {
    port: 'sessions',
    title: 'a session is found however old it is: its expiry is the caller’s to judge',
    async run({ storage }) {
      const account = anAccount()
      const session = aSession({ accountId: account.id, lastSeenAt: 1, expiresAt: 2 })
      await storedAccount(storage, { account, session })
      assert.deepEqual((await storage.sessions.find(session.tokenHash))?.session, session)
    },
  },
  {
    port: 'sessions',
    title: 'a session is found with the account’s active memberships of announced shops, by shop name',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const other = await storedAccount(storage)
      const ginza = await storedShop(storage, { name: '銀座', adminUrl: null, rollout: announcedNow })
      const aoyama = await storedShop(storage, { name: 'Aoyama', rollout: announcedYesterday })
      const bunkyo = await storedShop(storage, { name: 'Bunkyo', rollout: announcedYesterday })
      const unannounced = await storedShop(storage, { name: 'Chiyoda' })
      const own = { accountId: account.id, state: 'active' } as const
      await storedMembers(storage, ginza, { ...own, role: null })
      await storedMembers(storage, aoyama, { ...own, role: '店長' }, { ...own, state: 'suspended' })
      await storedMembers(storage, bunkyo, { state: 'active', accountId: other.account.id }, aClaim())
      await storedMembers(storage, unannounced, own)

      const { memberships, ...view } = present(await storage.sessions.findWithMemberships(session.tokenHash, noon))
      assert.deepEqual(view, await storage.sessions.find(session.tokenHash))
      assert.deepEqual(memberships, [
        {
          shopId: aoyama.id,
          shopName: 'Aoyama',
          adminUrl: aoyama.adminUrl,
          rollout: announcedYesterday,
          role: '店長',
        },
        { shopId: ginza.id, shopName: '銀座', adminUrl: null, rollout: announcedNow, role: null },
      ])
      const before = present(await storage.sessions.findWithMemberships(session.tokenHash, noon - 1))
      assert.deepEqual(
        before.memberships.map(({ shopName }) => shopName),
        ['Aoyama'],
      )
    },
  },
  {
    port: 'sessions',
    title: 'a session is found by its name as by its token, and by neither once it has ended',
    async run({ storage: { sessions }, storage }) {
      const { session } = await storedAccount(storage)
      await storedAccount(storage)
      const found = present(await sessions.findById(session.id))
      assert.deepEqual(found, await sessions.find(session.tokenHash))
      assert.deepEqual(found.session, session)
      await sessions.end(session.tokenHash, {})
      assert.equal(await sessions.findById(session.id), null)
    },
  },
  {
    port: 'sessions',
    title: 'a session of an account without memberships comes with none',
    async run({ storage }) {
      const { session } = await storedAccount(storage)
      assert.deepEqual((await storage.sessions.findWithMemberships(session.tokenHash, noon))?.memberships, [])
    },
  },
  {
    port: 'sessions',
    title: 'touching moves lastSeenAt forward, never back, and passes over tokens that are gone',
    async run({ storage }) {
      const { session } = await storedAccount(storage)
      const { session: other } = await storedAccount(storage)
      const { tokenHash } = session
      const lastSeenAt = async () => present(await storage.sessions.find(tokenHash)).session.lastSeenAt
      await storage.sessions.touch([])
      await storage.sessions.touch([
        { tokenHash: aTokenHash(), at: noon + 9 },
        { tokenHash, at: noon + 5 },
      ])
      assert.equal(await lastSeenAt(), noon + 5)
      await storage.sessions.touch([{ tokenHash, at: noon + 4 }])
      assert.equal(await lastSeenAt(), noon + 5)
      await storage.sessions.touch([
        { tokenHash, at: noon + 7 },
        { tokenHash, at: noon + 6 },
      ])
      assert.equal(await lastSeenAt(), noon + 7)
      assert.deepEqual((await storage.sessions.find(other.tokenHash))?.session, other)
    },
  },
  {
    port: 'sessions',
    title: 'twenty touches at once leave the latest',
    async run(context) {
      const { session } = await storedAccount(context.storage)
      const { tokenHash } = session
      await twentyAtOnce(context, ({ sessions }, index) =>
        sessions.touch([{ tokenHash, at: noon + ((index * 7) % 20) }]),
      )
      assert.equal((await context.storage.sessions.find(tokenHash))?.session.lastSeenAt, noon + 19)
    },
  },
  {
    port: 'sessions',
    title: 'ending an unknown session is false, and others go on',
    async run({ storage }) {
      const { session } = await storedAccount(storage)
      assert.equal(await storage.sessions.end(aTokenHash(), {}), false)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)
    },
  },
  {
    port: 'sessions',
    title: 'the sessions of an account are listed with all they have, the latest sign-in first, and nobody else’s',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      await storedAccount(storage)
      const later = await storedSession(storage, account.id, { createdAt: noon + 2, client: phone, amr: ['pwd'] })
      const between = await storedSession(storage, account.id, { createdAt: noon + 1, lastSeenAt: noon + 5 })
      assert.deepEqual(await storage.sessions.listByAccount(account.id), [later, between, session])
      assert.deepEqual(await storage.sessions.listByAccount('nobody' as AccountId), [])
    },
  },
  {
    port: 'sessions',
    title: 'one session is ended by its id for its own account alone',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const other = await storedAccount(storage)
      const second = await storedSession(storage, account.id)
      const { sessions } = storage
      assert.equal(await sessions.endOne(other.account.id, session.id, {}), false)
      assert.equal(await sessions.endOne(account.id, 'nobody' as SessionId, {}), false)
      assert.equal(await sessions.endOne(account.id, second.id, {}), true)
      assert.deepEqual(await sessions.listByAccount(account.id), [session])
      assert.deepEqual(await sessions.listByAccount(other.account.id), [other.session])
    },
  },
  {
    port: 'sessions',
    title: 'the other sessions of an account are ended, and neither the one that is kept nor anybody else’s',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const other = await storedAccount(storage)
      for (let more = 0; more < 3; more++) await storedSession(storage, account.id)
      const { sessions } = storage
      assert.equal(await sessions.endOthers(account.id, session.id, {}), true)
      assert.deepEqual(await sessions.listByAccount(account.id), [session])
      assert.deepEqual(await sessions.listByAccount(other.account.id), [other.session])
      assert.equal(await sessions.endOthers(account.id, session.id, {}), false)
    },
  },
  {
    port: 'sessions',
    title: 'a sweep erases sessions whose end or idle end lies before its instants, and no others',
    async run({ storage }) {
      const expiredBefore = noon + 1000
      const idleSince = noon - 1000
      const store = async (expiresAt: number, lastSeenAt: number) => {
        const account = anAccount()
        const session = aSession({ accountId: account.id, expiresAt, lastSeenAt })
        await storedAccount(storage, { account, session })
        return session.tokenHash
      }
      const expired = await store(expiredBefore - 1, idleSince)
      const idle = await store(expiredBefore, idleSince - 1)
      const atTheEdge = await store(expiredBefore, idleSince)

      assert.equal(await storage.sessions.sweep(expiredBefore, idleSince), 2)
      assert.equal(await storage.sessions.find(expired), null)
      assert.equal(await storage.sessions.find(idle), null)
      assert.notEqual(await storage.sessions.find(atTheEdge), null)
      assert.equal(await storage.sessions.sweep(expiredBefore, idleSince), 0)
    },
  },
]
