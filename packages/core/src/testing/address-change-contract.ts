import assert from 'node:assert/strict'
import type { NewFactor } from '../domain/factor.ts'
import {
  ADDRESS_CHANGE_MILLISECONDS,
  ADDRESS_REVERT_MILLISECONDS,
  type AddressChangeLink,
  type AddressRevertLink,
} from '../domain/mailed-link.ts'
import type { RenewedSession } from '../domain/session.ts'
import type { Activation } from '../ports/account-store.ts'
import type { Storage } from '../ports/storage.ts'
import {
  aDevice,
  aNewFactor,
  anAccount,
  anApp,
  anAuditEvent,
  anEmail,
  anOutboxMail,
  aPassword,
  aPasswordHash,
  aRecoverySet,
  aResetLink,
  aTokenHash,
  noon,
} from './builders.ts'
import { type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  anActivation,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedClaim,
  storedFlow,
  storedShop,
} from './stored.ts'

const day = 24 * 3_600_000

function aChange({ account, session }: Activation, changes: Partial<AddressChangeLink> = {}): AddressChangeLink {
  return {
    kind: 'address-change',
    tokenHash: aTokenHash(),
    email: anEmail(),
    accountId: account.id,
    epoch: account.credentialEpoch,
    sessionId: session.id,
    createdAt: noon,
    expiresAt: noon + ADDRESS_CHANGE_MILLISECONDS,
    ...changes,
  }
}

function aRevert({ account }: Activation, changes: Partial<AddressRevertLink> = {}): AddressRevertLink {
  return {
    kind: 'address-revert',
    tokenHash: aTokenHash(),
    email: account.email,
    accountId: account.id,
    createdAt: noon,
    expiresAt: noon + ADDRESS_REVERT_MILLISECONDS,
    ...changes,
  }
}

function renewalOf({ account, session }: Activation, epoch = account.credentialEpoch + 1): RenewedSession {
  return {
    former: session.tokenHash,
    session: { ...session, tokenHash: aTokenHash() },
    device: aDevice({ accountId: account.id, credentialEpoch: epoch }),
  }
}

/** An account with mail, an app and recovery codes, one of them used, and a change of its address that waits. */
async function waiting(storage: Storage) {
  const recovery = aRecoverySet()
  const activation = await storedAccount(storage, { factors: [aNewFactor(), anApp(), recovery] })
  const hash = recovery.secret?.of === 'recovery' ? present(recovery.secret.hashes[3]) : ''
  await storage.factors.consumeRecoveryCode(activation.account.id, 3, hash, noon, {})
  const link = aChange(activation)
  await storage.mailedLinks.create(link, {})
  return { ...activation, link, revert: aRevert(activation), renewed: renewalOf(activation) }
}

async function changed(storage: Storage) {
  const made = await waiting(storage)
  assert.equal(await storage.mailedLinks.changeAddress(made.link, made.revert, made.renewed, noon + 1, {}), true)
  return made
}

/** What `MailedLinks` keep of a change of address. */
export const addressChangeContract: readonly ContractCase[] = [
  {
    port: 'mailedLinks',
    title: 'of changes of address that wait an account has the latest, however many are asked for at once',
    async run(context) {
      const { storage } = context
      const activation = await storedAccount(storage)
      const links = Array.from({ length: 20 }, () => aChange(activation))
      await twentyAtOnce(context, ({ mailedLinks }, index) => mailedLinks.create(present(links[index]), {}))
      const kept = present(await storage.mailedLinks.findAddressChange(activation.account.id, noon))
      const found = await Promise.all(links.map(({ tokenHash }) => storage.mailedLinks.find(tokenHash, noon)))
      assert.deepEqual(
        found.filter((link) => link !== null),
        [kept],
      )
      assert.equal(await storage.mailedLinks.findAddressChange(activation.account.id, kept.expiresAt), null)
    },
  },
  {
    port: 'mailedLinks',
    title: 'withdrawn by twenty at once, a change that waits is gone once, and nothing else of the account with it',
    async run(context) {
      const { storage } = context
      const { account, link } = await waiting(storage)
      const other = await waiting(storage)
      const reset = aResetLink({ email: account.email, accountId: account.id, epoch: account.credentialEpoch })
      await storage.mailedLinks.create(reset, {})
      const along = () => ({ events: [anAuditEvent({ subject: account.id })] })
      const won = await twentyAtOnce(context, ({ mailedLinks }) =>
        mailedLinks.withdrawAddressChange(account.id, along()),
      )
      assert.equal(winners(won), 1)
      assert.equal((await storage.audit.listBySubject(account.id, 5)).length, 1)
      assert.equal(await storage.mailedLinks.find(link.tokenHash, noon), null)
      assert.equal(await storage.mailedLinks.findAddressChange(account.id, noon), null)
      for (const left of [reset, other.link]) {
        assert.deepEqual(await storage.mailedLinks.find(left.tokenHash, noon), left)
      }
    },
  },
  {
    port: 'mailedLinks',
    title:
      'exactly one of twenty moves an account: same id, the memberships with it, one session left, one mail, one event',
    async run(context) {
      const { storage } = context
      const made = await waiting(storage)
      const { account, link, revert } = made
      const renewals = Array.from({ length: 20 }, () => renewalOf(made))
      const won = await twentyAtOnce(context, ({ mailedLinks }, index) =>
        mailedLinks.changeAddress(link, revert, present(renewals[index]), noon + 1, {
          mails: [anOutboxMail()],
          events: [anAuditEvent({ subject: account.id })],
        }),
      )
      assert.equal(winners(won), 1)
      assert.equal(await storage.accounts.findByEmail(account.email.key), null)
      const found = present(await storage.accounts.findByEmail(link.email.key)).account
      assert.deepEqual(found, { ...account, email: link.email, credentialEpoch: account.credentialEpoch + 1 })
      assert.equal(await storage.sessions.find(made.session.tokenHash), null)
      const live = await Promise.all(renewals.map(({ session }) => storage.sessions.find(session.tokenHash)))
      assert.equal(live.filter((view) => view !== null).length, 1)
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal((await storage.audit.listBySubject(account.id, 30)).length, 1)
    },
  },
  {
    port: 'mailedLinks',
    title:
      'a change of address takes its memberships along, closes the sign-ins of their shops, and leaves no legacy secret at the new address',
    async run({ storage }) {
      const email = anEmail()
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const claim = await storedClaim(storage, shop, { email })
      const flow = await storedFlow(storage, { email })
      const activation = anActivation(flow, { memberIds: [claim.id] })
      assert.equal(await storage.accounts.activateAccount(activation, {}), true)
      const link = aChange(activation)
      const theirs = await storedClaim(storage, await storedShop(storage), { email: link.email })
      await storage.mailedLinks.create(link, {})
      const revert = aRevert(activation)
      assert.equal(await storage.mailedLinks.changeAddress(link, revert, renewalOf(activation), noon + 1, {}), true)

      assert.deepEqual(await storage.memberSync.listClosed(shop.id), [claim.legacyId])
      const own = await memberNow(storage, claim)
      assert.deepEqual([own.state, own.accountId, own.email], ['active', activation.account.id, link.email])
      const other = await memberNow(storage, theirs)
      assert.deepEqual([other.state, other.accountId, other.legacyPassword], ['claim', null, null])

      assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), noon + day, {}), true)
      assert.deepEqual((await memberNow(storage, claim)).email, email)
    },
  },
  {
    port: 'mailedLinks',
    title: 'moves no account at the link’s end, after a change of credentials, or to an address that somebody has',
    async run({ storage }) {
      const made = await waiting(storage)
      const { account, link, revert, renewed } = made
      const { account: other } = await storedAccount(storage)
      const along = { mails: [anOutboxMail()], events: [anAuditEvent({ subject: account.id })] }
      const move = (to: AddressChangeLink, at = noon + 1) =>
        storage.mailedLinks.changeAddress(to, revert, renewed, at, along)
      assert.equal(await move(link, link.expiresAt), false)
      assert.equal(await move({ ...link, tokenHash: aTokenHash() }), false)
      assert.equal(await move({ ...link, email: other.email }), false)
      const gone = { ...renewed, former: aTokenHash() }
      assert.equal(await storage.mailedLinks.changeAddress(link, revert, gone, noon + 1, along), false)
      await storage.accounts.replacePassword(
        account.id,
        1,
        { hash: aPasswordHash(), origin: 'own', isLong: false },
        null,
        {},
      )
      assert.equal(await move(link), false)
      assert.deepEqual(present(await storage.accounts.findById(account.id)).account.email, account.email)
      assert.equal((await storage.outbox.count()).waiting, 0)
      assert.equal(await storage.mailedLinks.isReserved(account.email.key, noon, null), false)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a former address is kept for its account until the revert ends: nobody activates it or moves to it',
    async run({ storage }) {
      const { account, revert } = await changed(storage)
      const { key } = account.email
      const reserved = (at: number, except: typeof account.id | null = null) =>
        storage.mailedLinks.isReserved(key, at, except)
      assert.deepEqual([await reserved(revert.expiresAt - 1), await reserved(revert.expiresAt)], [true, false])
      assert.equal(await reserved(noon, account.id), false)

      const activate = async (createdAt: number) => {
        const flow = await storedFlow(storage, { email: account.email })
        const taking = anActivation(flow, { account: anAccount({ email: account.email, createdAt }) })
        return { taking, won: await storage.accounts.activateAccount(taking, {}) }
      }
      assert.equal((await activate(revert.expiresAt - 1)).won, false)
      const other = await storedAccount(storage)
      const taking = aChange(other, { email: account.email })
      await storage.mailedLinks.create(taking, {})
      const take = (at: number) => storage.mailedLinks.changeAddress(taking, aRevert(other), renewalOf(other), at, {})
      assert.equal(await take(noon + 2), false)
      assert.equal((await activate(revert.expiresAt)).won, true)
    },
  },
  {
    port: 'mailedLinks',
    title:
      'exactly one of twenty takes the former address back, with the factors of that time, whatever was changed since',
    async run(context) {
      const { storage } = context
      const made = await changed(storage)
      const { account, link, revert, renewed, factors } = made
      const before = present(await storage.accounts.findById(account.id))
      const epoch = before.account.credentialEpoch
      const theft = { add: [anApp()], remove: factors.map(({ id }) => id) }
      const thief = renewalOf({ ...made, session: renewed.session }, epoch + 1)
      assert.equal(await storage.factors.changeFactors(account.id, epoch, theft, thief, {}), true)
      const flow = await storedFlow(storage, { email: link.email })

      const password = aPassword({ isLong: true })
      const won = await twentyAtOnce(context, ({ mailedLinks }) =>
        mailedLinks.revertAddress(revert, password, noon + day, {
          mails: [anOutboxMail()],
          events: [anAuditEvent({ subject: account.id })],
        }),
      )
      assert.equal(winners(won), 1)
      const after = present(await storage.accounts.findByEmail(account.email.key))
      assert.equal(await storage.accounts.findByEmail(link.email.key), null)
      assert.deepEqual(after.account, {
        ...account,
        password,
        mailResetAt: noon + day,
        credentialEpoch: epoch + 2,
      })
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
      assert.deepEqual(after.factors.toSorted(byId), before.factors.toSorted(byId))
      assert.equal(await storage.factors.countRecoveryCodes(account.id), 9)
      const app = present(await storage.factors.findTotp(account.id))
      const lastStep = Math.floor((noon + day) / 30_000)
      assert.equal(await storage.factors.advanceTotpStep(app.id, lastStep, app.sealed), false, 'shown before')
      assert.equal(await storage.factors.advanceTotpStep(app.id, lastStep + 1, app.sealed), true)
      assert.equal(await storage.sessions.find(thief.session.tokenHash), null)
      assert.equal((await storage.flows.findBySecret(flow.secretHash, noon))?.status, 'ended')
      assert.equal((await storage.outbox.count()).waiting, 1)
      assert.equal(await storage.mailedLinks.isReserved(account.email.key, noon + day, null), false)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a revert is none at its end, and its factors’ keys are needed until then',
    async run({ storage }) {
      const { account, revert } = await changed(storage)
      assert.deepEqual(await storage.mailedLinks.keyIdsInUse(revert.expiresAt - 1), ['k1'])
      assert.deepEqual(await storage.mailedLinks.keyIdsInUse(revert.expiresAt), [])
      assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), revert.expiresAt, {}), false)
      assert.notEqual(present(await storage.accounts.findById(account.id)).account.email.key, account.email.key)
      assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), revert.expiresAt - 1, {}), true)
    },
  },
  {
    port: 'mailedLinks',
    title: 'a revert survives a reset and voids what came after it: later reverts, resets and changes that wait',
    async run({ storage }) {
      const made = await changed(storage)
      const { account, link, revert, renewed } = made
      const second = {
        ...made,
        account: { ...account, email: link.email, credentialEpoch: 2 },
        session: renewed.session,
      }
      const onwards = aChange(second)
      await storage.mailedLinks.create(onwards, {})
      const later = aRevert(second, { createdAt: noon + 2, expiresAt: noon + 2 + ADDRESS_REVERT_MILLISECONDS })
      assert.equal(await storage.mailedLinks.changeAddress(onwards, later, renewalOf(second, 3), noon + 2, {}), true)
      const reset = (epoch: number) => aResetLink({ accountId: account.id, email: onwards.email, epoch })
      const [used, unused] = [reset(3), reset(4)]
      await storage.mailedLinks.create(used, {})
      assert.equal(await storage.mailedLinks.resetAccount(used, aPassword(), noon + 3, {}), true)
      await storage.mailedLinks.create(unused, {})
      await storage.mailedLinks.create(aChange(second), {})

      assert.deepEqual(await storage.mailedLinks.find(revert.tokenHash, noon + 4), revert)
      assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), noon + 4, {}), true)
      assert.equal(await storage.mailedLinks.find(later.tokenHash, noon + 4), null)
      assert.equal(await storage.mailedLinks.find(unused.tokenHash, noon + 4), null)
      assert.equal(await storage.mailedLinks.findAddressChange(account.id, noon + 4), null)
    },
  },
  {
    port: 'mailedLinks',
    title:
      'a recovery code that was used stays used after a revert: before the change, since, or until new ones were made',
    async run({ storage }) {
      const codeOf = ({ secret }: NewFactor, slot: number) =>
        secret?.of === 'recovery' ? present(secret.hashes[slot]) : ''
      for (const replaced of [false, true]) {
        const made = await changed(storage)
        const { account, revert, renewed, factors } = made
        const codes = present(factors.find(({ kind }) => kind === 'recovery'))
        const consume = (slot: number, at: number) =>
          storage.factors.consumeRecoveryCode(account.id, slot, codeOf(codes, slot), at, {})
        assert.equal(await consume(5, noon + 2), true)
        if (replaced) {
          const renewal = renewalOf({ ...made, session: renewed.session }, 3)
          const change = { add: [aRecoverySet()], remove: [codes.id] }
          assert.equal(await storage.factors.changeFactors(account.id, 2, change, renewal, {}), true)
        }
        assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), noon + day, {}), true)
        assert.equal(await storage.factors.countRecoveryCodes(account.id), 8)
        assert.deepEqual([await consume(3, noon + day), await consume(5, noon + day)], [false, false])
        assert.equal(await consume(6, noon + day), true)
      }
    },
  },
  {
    port: 'mailedLinks',
    title: 'a revert knows the browser it is given, and forgets every other',
    async run({ storage }) {
      const { account, revert, renewed } = await changed(storage)
      const device = aDevice({ accountId: account.id, credentialEpoch: 3 })
      assert.equal(await storage.mailedLinks.revertAddress(revert, aPassword(), noon + day, {}, device), true)
      assert.deepEqual(await storage.accounts.findDevice(device.tokenHash, noon + day), device)
      assert.equal(await storage.accounts.findDevice(renewed.device.tokenHash, noon + day), null)
    },
  },
]
