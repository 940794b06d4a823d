import assert from 'node:assert/strict'
import { ownPassword } from '../domain/member.ts'
import type { Storage } from '../ports/storage.ts'
import {
  aDevice,
  aLegacyPassword,
  anAccount,
  anApp,
  anAuditEvent,
  anEmail,
  anOutboxMail,
  aPassword,
  aPasswordHash,
  aResetLink,
  aTokenHash,
  noon,
} from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { announcedYesterday, memberNow, storedAccount, storedClaim, storedFlow, storedShop } from './stored.ts'

const minute = 60_000

/** An account with an app, and a reset link that was mailed to it at noon. */
async function askedReset(storage: Storage) {
  const activation = await storedAccount(storage, { factors: [anApp()] })
  const { id, email, credentialEpoch: epoch } = activation.account
  const link = aResetLink({ accountId: id, email, epoch })
  await storage.mailedLinks.create(link, {})
  return { ...activation, link }
}

/** An address that two shops list, and a reset link that was mailed to it at noon. */
async function askedClaimReset(storage: Storage) {
  const email = anEmail()
  const claims = [
    await storedClaim(storage, await storedShop(storage, { rollout: announcedYesterday }), { email }),
    await storedClaim(storage, await storedShop(storage), { email, legacyPassword: null }),
  ]
  const link = aResetLink({ email })
  await storage.mailedLinks.create(link, {})
  return { email, claims, link }
}

/** What `MailedLinks` keep. */
export const mailedLinksContract: readonly ContractCase[] = [
  {
    port: 'mailedLinks',
    title: 'a link is found by its token until the instant it expires, with what its mail and event were written along',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const link = aResetLink({ accountId: account.id, email: account.email, epoch: 1 })
      const before = (await storage.outbox.count()).waiting
      await storage.mailedLinks.create(link, {
        mails: [anOutboxMail()],
        events: [anAuditEvent({ subject: 'a-link' })],
      })
      assert.deepEqual(await storage.mailedLinks.find(link.tokenHash, link.expiresAt - 1), link)
      assert.equal(await storage.mailedLinks.find(link.tokenHash, link.expiresAt), null)
      assert.equal(await storage.mailedLinks.find(aTokenHash(), noon), null)
      assert.equal((await storage.outbox.count()).waiting, before + 1)
      assert.equal((await storage.audit.listBySubject('a-link', 9)).length, 1)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a link for claims alone is found as it was kept',
    async run({ storage }) {
      const link = aResetLink()
      await storage.mailedLinks.create(link, {})
      assert.deepEqual(await storage.mailedLinks.find(link.tokenHash, noon), link)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a later link leaves an earlier one good, and the use of one voids the others of its address',
    async run({ storage }) {
      const { account, link } = await askedReset(storage)
      const later = aResetLink({ accountId: account.id, email: account.email, epoch: 1, createdAt: noon + minute })
      const others = aResetLink()
      await storage.mailedLinks.create(later, {})
      await storage.mailedLinks.create(others, {})
      assert.deepEqual(await storage.mailedLinks.find(link.tokenHash, noon + minute), link)

      assert.equal(await storage.mailedLinks.resetAccount(later, aPassword(), noon + minute, {}), true)
      assert.equal(await storage.mailedLinks.find(link.tokenHash, noon + minute), null)
      assert.equal(await storage.mailedLinks.find(later.tokenHash, noon + minute), null)
      assert.deepEqual(await storage.mailedLinks.find(others.tokenHash, noon + minute), others)
    },
  },
  {
    port: 'mailedLinks',
    title: 'exactly one of twenty resets an account: one password, one epoch, one mail, one event',
    async run(context) {
      const { storage } = context
      const { account, link } = await askedReset(storage)
      const passwords = Array.from({ length: 20 }, () => aPassword({ isLong: true }))
      const done = await twentyAtOnce(context, ({ mailedLinks }, index) =>
        mailedLinks.resetAccount(link, present(passwords[index]), noon + 1, {
          mails: [anOutboxMail()],
          events: [anAuditEvent({ subject: account.id })],
        }),
      )
      assert.equal(winners(done), 1)
      const after = await storage.accounts.findById(account.id)
      assert.deepEqual(after?.account.password, passwords[done.indexOf(true)])
      assert.equal(after?.account.credentialEpoch, 2)
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal((await storage.audit.listBySubject(account.id, 30)).length, 1)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a reset ends sessions, devices and open flows, notes its time and leaves every factor as it was',
    async run({ storage }) {
      const { account, session, device, link } = await askedReset(storage)
      const flow = await storedFlow(storage, { email: account.email })
      const elsewhere = await storedFlow(storage)
      const before = await storage.accounts.findById(account.id)
      const totp = await storage.factors.findTotp(account.id)
      assert.notEqual(totp, null)
      assert.equal(await storage.mailedLinks.resetAccount(link, aPassword(), noon + minute, {}), true)

      const after = await storage.accounts.findById(account.id)
      assert.equal(after?.account.mailResetAt, noon + minute)
      assert.deepEqual(after?.factors, before?.factors)
      assert.deepEqual(await storage.factors.findTotp(account.id), totp)
      assert.equal(await storage.sessions.find(session.tokenHash), null)
      assert.equal(await storage.accounts.findDevice(device.tokenHash, noon), null)
      assert.equal((await storage.flows.findBySecret(flow.secretHash, noon))?.status, 'ended')
      assert.equal((await storage.flows.findBySecret(elsewhere.secretHash, noon))?.status, 'open')
    },
  },
  {
    port: 'mailedLinks',
    title: 'a reset knows the browser it is given under the new credentials, and a reset that is refused knows none',
    async run({ storage }) {
      const { account, device: former, link } = await askedReset(storage)
      const device = aDevice({ accountId: account.id, credentialEpoch: 2 })
      const reset = (at: number) => storage.mailedLinks.resetAccount(link, aPassword(), at, {}, device)
      assert.equal(await reset(link.expiresAt), false)
      assert.equal(await storage.accounts.findDevice(device.tokenHash, noon), null)
      assert.equal(await reset(noon + 1), true)
      assert.deepEqual(await storage.accounts.findDevice(device.tokenHash, noon), device)
      assert.equal(await storage.accounts.findDevice(former.tokenHash, noon), null)
    },
  },
  {
    port: 'mailedLinks',
    title: 'resets no account at its expiry, after a change of credentials, or with another account’s link',
    async run({ storage }) {
      const { account, session, link } = await askedReset(storage)
      const along = { mails: [anOutboxMail()], events: [anAuditEvent({ subject: account.id })] }
      assert.equal(await storage.mailedLinks.resetAccount(link, aPassword(), link.expiresAt, along), false)
      const forged = { ...link, tokenHash: aTokenHash() }
      assert.equal(await storage.mailedLinks.resetAccount(forged, aPassword(), noon, along), false)
      assert.equal(
        await storage.mailedLinks.resetClaims({ ...link, accountId: null }, aPasswordHash(), noon, along),
        false,
      )
      assert.deepEqual((await storage.accounts.findById(account.id))?.account, account)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)

      const changed = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      assert.equal(await storage.accounts.replacePassword(account.id, 1, changed, null, {}), true)
      assert.equal(await storage.mailedLinks.resetAccount(link, aPassword(), noon, along), false)
      assert.deepEqual((await storage.accounts.findById(account.id))?.account.password, changed)
      assert.equal((await storage.outbox.count()).waiting, 0)
      assert.equal((await storage.audit.listBySubject(account.id, 9)).length, 0)
    },
  },
  {
    port: 'mailedLinks',
    title: 'exactly one of twenty gives every claim of an address one password of its own, and makes no account',
    async run(context) {
      const { storage } = context
      const { email, claims, link } = await askedClaimReset(storage)
      const flow = await storedFlow(storage, { email })
      const hashes = Array.from({ length: 20 }, () => aPasswordHash('k7'))
      const done = await twentyAtOnce(context, ({ mailedLinks }, index) =>
        mailedLinks.resetClaims(link, hashes[index] ?? '', noon + 1, { mails: [anOutboxMail()] }),
      )
      assert.equal(winners(done), 1)
      const own = ownPassword(hashes[done.indexOf(true)] ?? '')
      for (const [index, claim] of claims.entries()) {
        // The second shop is not announced: what is done here is none of its affair.
        const chosen = { legacyPassword: own, legacyClosed: index === 0 }
        assert.deepEqual(await memberNow(storage, claim), { ...claim, ...chosen })
      }
      assert.equal(await storage.accounts.findByEmail(email.key), null)
      assert.equal((await storage.flows.findBySecret(flow.secretHash, noon))?.status, 'ended')
      assert.equal((await storage.outbox.count()).waiting, 1)
      const { keys, peppers } = await storage.members.keyIdsInUse()
      assert.deepEqual([keys, peppers], [['k7'], []], 'the key of an own password is needed')
      assert.equal(await storage.members.worstLegacyMilliseconds(), 0)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a password for claims is given to no other row, and none where the address has an account by then',
    async run({ storage }) {
      const { email, claims, link } = await askedClaimReset(storage)
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const pending = await storedClaim(storage, shop, { email, state: 'pending' })
      const stranger = await storedClaim(storage, shop)
      assert.equal(await storage.mailedLinks.resetClaims(link, aPasswordHash(), noon, {}), true)
      assert.equal((await memberNow(storage, pending)).legacyPassword, null)
      assert.deepEqual(await memberNow(storage, stranger), stranger)

      const late = aResetLink({ email })
      await storage.mailedLinks.create(late, {})
      const { account } = await storedAccount(storage, { account: anAccount({ email }) })
      assert.equal(account.email.key, email.key)
      assert.equal(await storage.mailedLinks.resetClaims(late, aPasswordHash(), noon, {}), false)
      for (const claim of claims) assert.equal((await memberNow(storage, claim)).legacyPassword, null)
    },
  },
  {
    port: 'mailedLinks',
    title: 'an import leaves an own password alone while the address is the same, and takes it from another address',
    async run({ storage }) {
      const { claims, link } = await askedClaimReset(storage)
      const hash = aPasswordHash()
      await storage.mailedLinks.resetClaims(link, hash, noon, {})
      const [, claim] = claims
      assert.ok(claim)
      const listed = { ...claim, name: '別の名前', legacyPassword: aLegacyPassword() }
      const refresh = (member: typeof claim) =>
        storage.members.applyRoster(
          {
            shopId: claim.shopId,
            importId: claim.importedBy,
            rosterOpen: false,
            inserts: [],
            updates: [{ member, expectedState: 'claim' }],
            seen: [],
          },
          {},
        )
      await refresh(listed)
      assert.deepEqual(await memberNow(storage, claim), { ...listed, legacyPassword: ownPassword(hash) })

      const moved = { ...listed, email: anEmail() }
      await refresh(moved)
      assert.deepEqual(await memberNow(storage, claim), moved)
    },
  },
  {
    port: 'mailedLinks',
    title: 'sweeps links that have expired, and no others',
    async run({ storage }) {
      const link = aResetLink()
      await storage.mailedLinks.create(link, {})
      assert.equal(await storage.mailedLinks.sweep(link.expiresAt), 0)
      assert.equal(await storage.mailedLinks.sweep(link.expiresAt + 1), 1)
      assert.equal(await storage.mailedLinks.find(link.tokenHash, noon), null)
    },
  },
  {
    port: 'outbox',
    title: 'accepts mails and events where nothing else is decided',
    async run({ storage }) {
      await storage.outbox.accept({ mails: [anOutboxMail()], events: [anAuditEvent({ subject: 'nothing-else' })] })
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal((await storage.audit.listBySubject('nothing-else', 9)).length, 1)
    },
  },
]
