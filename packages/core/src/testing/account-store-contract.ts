import assert from 'node:assert/strict'
import type { Member } from '../domain/member.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId, FlowId, MemberId } from '../primitives/ids.ts'
import {
  aDevice,
  aFlow,
  aNewFactor,
  anAccount,
  anApp,
  anEmail,
  aPasswordHash,
  aSession,
  aTokenHash,
  listed,
  noon,
} from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import {
  anActivation,
  aRenewal,
  memberNow,
  storedAccount,
  storedFlow,
  storedMembers,
  storedSession,
  storedShop,
} from './stored.ts'

/** A flow and a claim of one address, ready to be activated. */
async function claimant(storage: Storage, changes: Partial<Member> = {}) {
  const email = anEmail()
  const flow = await storedFlow(storage, { email })
  const shop = await storedShop(storage)
  const [claim] = await storedMembers(storage, shop, { email, ...changes })
  return { email, flow, shop, claim: present(claim) }
}

type Claimant = Awaited<ReturnType<typeof claimant>>

/** What makes an activation impossible, done to a claimant who could otherwise be activated. */
const obstacles: readonly {
  readonly when: string
  prepare(storage: Storage, claimant: Claimant): Promise<Parameters<typeof anActivation>[1]>
}[] = [
  {
    when: 'the flow has another version',
    async prepare(storage, { flow, claim }) {
      await storage.flows.update({ ...flow, version: 2 }, {})
      return { memberIds: [claim.id] }
    },
  },
  {
    when: 'the flow is not open',
    async prepare(storage, { flow, claim }) {
      await storage.flows.update({ ...flow, status: 'done', version: 2 }, {})
      return { memberIds: [claim.id], flow: { id: flow.id, version: 2 } }
    },
  },
  {
    when: 'there is no such flow',
    async prepare(_storage, { claim }) {
      return { memberIds: [claim.id], flow: { id: 'nobody' as FlowId, version: 1 } }
    },
  },
  {
    when: 'an account has the address already',
    async prepare(storage, { email, claim }) {
      await storedAccount(storage, { account: anAccount({ email }) })
      return { memberIds: [claim.id] }
    },
  },
  {
    when: 'a claim is held',
    async prepare(storage, { email, shop, claim }) {
      const [held] = await storedMembers(storage, shop, { email, heldFor: ['stale'] })
      return { memberIds: [claim.id, present(held).id] }
    },
  },
  {
    when: 'a row is no claim',
    async prepare(storage, { email, shop, claim }) {
      const [pending] = await storedMembers(storage, shop, { email, state: 'pending' })
      return { memberIds: [claim.id, present(pending).id] }
    },
  },
  {
    when: 'a claim became another account’s membership',
    async prepare(storage, { email, shop, claim }) {
      const [taken] = await storedMembers(storage, shop, { email, state: 'active' })
      return { memberIds: [claim.id, present(taken).id] }
    },
  },
  {
    when: 'a claim is of another address',
    async prepare(storage, { shop, claim }) {
      const [other] = await storedMembers(storage, shop, {})
      return { memberIds: [claim.id, present(other).id] }
    },
  },
  {
    when: 'a claim does not exist',
    async prepare(_storage, { claim }) {
      return { memberIds: [claim.id, 'nobody' as MemberId] }
    },
  },
]

/** What an `AccountStore` keeps. */
export const accountStoreContract: readonly ContractCase[] = [
  {
    port: 'accounts',
    title: 'an account comes back with every field and its factors',
    async run({ storage }) {
      const rich = anAccount({
        email: { key: 'a..b@docomo.example', typed: 'A..B@docomo.example' },
        name: '髙橋 🏬 "x"',
        locale: 'en',
        status: 'suspended',
        credentialEpoch: 7,
        password: { hash: aPasswordHash(), origin: 'legacy', isLong: false },
        mailResetAt: noon - 1,
        lastUsedFactor: 'totp',
      })
      const used = anApp({ lastUsedAt: noon, lockedAt: noon + 1 })
      for (const [account, factor] of [
        [anAccount({ name: null }), aNewFactor()],
        [rich, used],
      ] as const) {
        await storedAccount(storage, { account, factors: [factor] })
        assert.deepEqual(await storage.accounts.findByEmail(account.email.key), { account, factors: [listed(factor)] })
        assert.deepEqual(await storage.accounts.findById(account.id), { account, factors: [listed(factor)] })
      }
    },
  },
  {
    port: 'accounts',
    title: 'an address or an id without an account is null',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      assert.equal(await storage.accounts.findByEmail(anEmail().key), null)
      assert.notEqual(await storage.accounts.findByEmail(account.email.key), null)
      assert.equal(await storage.accounts.findById('nobody' as AccountId), null)
    },
  },
  {
    port: 'accounts',
    title: 'an activation writes account, factor, memberships, session and device, and the flow is done',
    async run({ storage }) {
      const { email, flow, claim } = await claimant(storage)
      const activation = anActivation(flow, { memberIds: [claim.id] })
      const { account, factors, session, device } = activation
      assert.equal(await storage.accounts.activateAccount(activation, {}), true)

      assert.deepEqual(await storage.accounts.findByEmail(email.key), { account, factors: factors.map(listed) })
      assert.deepEqual((await storage.sessions.find(session.tokenHash))?.session, session)
      assert.deepEqual(await storage.accounts.findDevice(device.tokenHash, noon), device)
      assert.deepEqual(await memberNow(storage, claim), {
        ...claim,
        state: 'active',
        accountId: account.id,
        activatedAt: account.createdAt,
        legacyPassword: null,
        legacyTotpSecret: null,
      })
      const done = present(await storage.flows.findBySecret(flow.secretHash, noon))
      assert.deepEqual(done, { ...flow, status: 'done', version: flow.version + 1 })
    },
  },
  {
    port: 'accounts',
    title: 'an activation without claims is one too',
    async run({ storage }) {
      const flow = await storedFlow(storage)
      assert.equal(await storage.accounts.activateAccount(anActivation(flow), {}), true)
    },
  },
  {
    port: 'accounts',
    title: 'an activation erases every legacy hash and secret of the address in every shop, and no other address',
    async run({ storage }) {
      const secrets: Partial<Member> = { legacyTotpSecret: 'k1.secret', legacyTwoFactor: true }
      const { email, flow, shop, claim } = await claimant(storage, secrets)
      const elsewhere = await storedShop(storage)
      const shadows = [
        ...(await storedMembers(
          storage,
          elsewhere,
          { ...secrets, email },
          { ...secrets, email, state: 'pending' },
          { ...secrets, email, state: 'removed' },
        )),
        ...(await storedMembers(storage, shop, { ...secrets, email, heldFor: ['stale'] })),
      ]
      const [stranger] = await storedMembers(storage, elsewhere, secrets)

      assert.equal(await storage.accounts.activateAccount(anActivation(flow, { memberIds: [claim.id] }), {}), true)

      for (const row of shadows) {
        assert.deepEqual(await memberNow(storage, row), { ...row, legacyPassword: null, legacyTotpSecret: null })
      }
      assert.deepEqual(await memberNow(storage, present(stranger)), stranger)
    },
  },
  ...obstacles.map(
    ({ when, prepare }): ContractCase => ({
      port: 'accounts',
      title: `an activation is refused and writes nothing when ${when}`,
      async run({ storage }) {
        const base = await claimant(storage)
        const changes = await prepare(storage, base)
        const accountBefore = await storage.accounts.findByEmail(base.email.key)
        const claimBefore = await memberNow(storage, base.claim)
        const flowBefore = await storage.flows.findBySecret(base.flow.secretHash, noon)

        const activation = anActivation(base.flow, changes)
        assert.equal(await storage.accounts.activateAccount(activation, {}), false)

        assert.deepEqual(await storage.accounts.findByEmail(base.email.key), accountBefore)
        assert.deepEqual(await memberNow(storage, base.claim), claimBefore)
        assert.deepEqual(await storage.flows.findBySecret(base.flow.secretHash, noon), flowBefore)
        assert.equal(await storage.sessions.find(activation.session.tokenHash), null)
        assert.equal(await storage.accounts.findDevice(activation.device.tokenHash, noon), null)
      },
    }),
  ),
  {
    port: 'accounts',
    title: 'of twenty flows of one address exactly one becomes its account',
    async run(context) {
      const { storage } = context
      const { email, claim } = await claimant(storage)
      const flows = Array.from({ length: 20 }, () => aFlow({ email }))
      for (const flow of flows) await storage.flows.create(flow, {})
      const activations = flows.map((flow) => anActivation(flow, { memberIds: [claim.id] }))

      const answers = await twentyAtOnce(context, ({ accounts }, index) =>
        accounts.activateAccount(present(activations[index]), {}),
      )

      assert.equal(winners(answers), 1)
      const { account, factors } = present(activations[answers.indexOf(true)])
      assert.deepEqual(await storage.accounts.findByEmail(email.key), { account, factors: factors.map(listed) })
      assert.equal((await memberNow(storage, claim)).accountId, account.id)
      const done = await Promise.all(flows.map((flow) => storage.flows.findBySecret(flow.secretHash, noon)))
      assert.equal(done.filter((flow) => flow?.status === 'done').length, 1)
    },
  },
  {
    port: 'accounts',
    title: 'an activation whose account id exists is rejected and writes nothing',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const { email, flow, claim } = await claimant(storage)
      const twin = anAccount({ id: account.id, email })
      await assertFails(
        storage.accounts.activateAccount(anActivation(flow, { account: twin, memberIds: [claim.id] }), {}),
      )
      assert.equal(await storage.accounts.findByEmail(email.key), null)
      assert.deepEqual(await memberNow(storage, claim), claim)
    },
  },
  {
    port: 'accounts',
    title: 'a new password raises the epoch by one, ends every session of the account and forgets its devices',
    async run({ storage }) {
      const { account, factors, session, device } = await storedAccount(storage, {
        account: anAccount({ credentialEpoch: 4 }),
      })
      const flow = await storedFlow(storage)
      const second = aSession({ accountId: account.id })
      const secondDevice = aDevice({ accountId: account.id, credentialEpoch: 4 })
      const issue = {
        session: second,
        device: secondDevice,
        credentialEpoch: 4,
        enrols: null,
        used: null,
        flow,
        replaces: null,
      }
      assert.equal(await storage.sessions.issue(issue, {}), true)
      const other = await storedAccount(storage)

      const password = { hash: aPasswordHash('k2'), origin: 'legacy', isLong: false } as const
      assert.equal(await storage.accounts.replacePassword(account.id, 4, password, null, {}), true)

      assert.deepEqual(await storage.accounts.findByEmail(account.email.key), {
        account: { ...account, password, credentialEpoch: 5 },
        factors: factors.map(listed),
      })
      for (const { tokenHash } of [session, second]) assert.equal(await storage.sessions.find(tokenHash), null)
      for (const { tokenHash } of [device, secondDevice]) {
        assert.equal(await storage.accounts.findDevice(tokenHash, noon), null)
      }
      assert.notEqual(await storage.sessions.find(other.session.tokenHash), null)
      assert.notEqual(await storage.accounts.findDevice(other.device.tokenHash, noon), null)
    },
  },
  {
    port: 'accounts',
    title: 'a new password leaves the session that is renewed, under another token and in a browser known anew',
    async run({ storage }) {
      const { account, session, device } = await storedAccount(storage)
      const second = await storedSession(storage, account.id)
      const renewed = aRenewal(session, 2)
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      assert.equal(await storage.accounts.replacePassword(account.id, 1, password, renewed, {}), true)

      for (const { tokenHash } of [session, second]) assert.equal(await storage.sessions.find(tokenHash), null)
      assert.deepEqual((await storage.sessions.find(renewed.session.tokenHash))?.session, renewed.session)
      assert.equal(await storage.accounts.findDevice(device.tokenHash, noon), null)
      assert.deepEqual(await storage.accounts.findDevice(renewed.device.tokenHash, noon), renewed.device)
    },
  },
  {
    port: 'accounts',
    title: 'a new password is refused, and changes nothing, when the session to renew has ended or is another’s',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const other = await storedAccount(storage)
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      const gone = aRenewal({ ...session, tokenHash: aTokenHash() }, 2)
      for (const renewed of [gone, { ...aRenewal(session, 2), former: other.session.tokenHash }]) {
        assert.equal(await storage.accounts.replacePassword(account.id, 1, password, renewed, {}), false)
      }
      assert.deepEqual((await storage.accounts.findById(account.id))?.account, account)
      for (const { tokenHash } of [session, other.session]) {
        assert.notEqual(await storage.sessions.find(tokenHash), null)
      }
    },
  },
  {
    port: 'accounts',
    title: 'a suspended account gets no new password and no new name',
    async run({ storage }) {
      const { account } = await storedAccount(storage, { account: anAccount({ status: 'suspended' }) })
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      assert.equal(await storage.accounts.replacePassword(account.id, 1, password, null, {}), false)
      assert.equal(await storage.accounts.saveProfile(account.id, { name: 'x' }, {}), false)
      assert.deepEqual((await storage.accounts.findById(account.id))?.account, account)
    },
  },
  {
    port: 'accounts',
    title: 'a name and a language are saved apart or together, and nothing else of the account changes',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const { accounts } = storage
      const now = async () => (await accounts.findById(account.id))?.account
      assert.equal(await accounts.saveProfile(account.id, { name: '佐藤 花子' }, {}), true)
      assert.deepEqual(await now(), { ...account, name: '佐藤 花子' })
      assert.equal(await accounts.saveProfile(account.id, { locale: 'en' }, {}), true)
      assert.deepEqual(await now(), { ...account, name: '佐藤 花子', locale: 'en' })
      assert.equal(await accounts.saveProfile(account.id, { name: null, locale: 'ja' }, {}), true)
      assert.deepEqual(await now(), { ...account, name: null, locale: 'ja' })
      assert.equal(await accounts.saveProfile(account.id, {}, {}), true)
      assert.equal((await storage.sessions.find(session.tokenHash))?.account.name, null)
      assert.equal(await accounts.saveProfile('nobody' as AccountId, { name: 'x' }, {}), false)
    },
  },
  {
    port: 'accounts',
    title: 'a new password against another epoch or for nobody is refused and changes nothing',
    async run({ storage }) {
      const { account, session, device } = await storedAccount(storage, { account: anAccount({ credentialEpoch: 4 }) })
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      for (const epoch of [3, 5]) {
        assert.equal(await storage.accounts.replacePassword(account.id, epoch, password, null, {}), false)
      }
      assert.equal(await storage.accounts.replacePassword('nobody' as AccountId, 4, password, null, {}), false)
      assert.deepEqual((await storage.accounts.findByEmail(account.email.key))?.account, account)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)
      assert.notEqual(await storage.accounts.findDevice(device.tokenHash, noon), null)
    },
  },
  {
    port: 'accounts',
    title: 'rehashing replaces the hash that is stored, keeps origin, epoch and sessions, and ignores any other',
    async run({ storage }) {
      const password = { hash: aPasswordHash('old'), origin: 'legacy', isLong: false } as const
      const { account, session } = await storedAccount(storage, { account: anAccount({ password }) })
      const better = aPasswordHash('new')
      await storage.accounts.rehashPassword(account.id, aPasswordHash(), aPasswordHash())
      await storage.accounts.rehashPassword('nobody' as AccountId, password.hash, better)
      assert.deepEqual((await storage.accounts.findByEmail(account.email.key))?.account, account)

      await storage.accounts.rehashPassword(account.id, password.hash, better)
      const rehashed = { ...account, password: { hash: better, origin: 'legacy', isLong: false } }
      assert.deepEqual((await storage.accounts.findByEmail(account.email.key))?.account, rehashed)
      assert.notEqual(await storage.sessions.find(session.tokenHash), null)
    },
  },
  {
    port: 'accounts',
    title: 'a device is known until the instant before it expires, and not from then on',
    async run({ storage }) {
      const { device } = await storedAccount(storage)
      const { tokenHash, expiresAt } = device
      assert.deepEqual(await storage.accounts.findDevice(tokenHash, expiresAt - 1), device)
      assert.equal(await storage.accounts.findDevice(tokenHash, expiresAt), null)
      assert.equal(await storage.accounts.findDevice(tokenHash, expiresAt + 1), null)
      assert.equal(await storage.accounts.findDevice(aTokenHash(), noon), null)
    },
  },
  {
    port: 'accounts',
    title: 'a device made under other credentials than the present ones is not known',
    async run({ storage }) {
      const account = anAccount({ credentialEpoch: 2 })
      for (const credentialEpoch of [1, 3]) {
        const device = aDevice({ accountId: account.id, credentialEpoch })
        const own = anAccount({ ...account, id: `${account.id}-${credentialEpoch}` as AccountId, email: anEmail() })
        await storedAccount(storage, {
          account: own,
          session: aSession({ accountId: own.id }),
          device: { ...device, accountId: own.id },
        })
        assert.equal(await storage.accounts.findDevice(device.tokenHash, noon), null)
      }
    },
  },
  {
    port: 'accounts',
    title: 'an activation ends the session that the browser had, whoever’s it was, and no other',
    async run({ storage }) {
      const [replaced, kept] = [await storedAccount(storage), await storedAccount(storage)]
      await storedAccount(storage, { replaces: replaced.session.tokenHash })
      assert.equal(await storage.sessions.find(replaced.session.tokenHash), null)
      assert.notEqual(await storage.sessions.find(kept.session.tokenHash), null)
    },
  },
  {
    port: 'accounts',
    title: 'the keys of stored passwords, those held by open flows too, are in use',
    async run({ storage }) {
      assert.deepEqual(await storage.accounts.keyIdsInUse(noon), [])
      for (const kid of ['a-key', 'b_key', 'a-key']) {
        await storedAccount(storage, {
          account: anAccount({ password: { hash: aPasswordHash(kid), origin: 'own', isLong: false } }),
        })
      }
      const heldPassword = {
        hash: aPasswordHash('held'),
        origin: 'own',
        isLong: false,
        belowRules: false,
        claimId: null,
      } as const
      const flow = await storedFlow(storage, { heldPassword })
      assert.deepEqual((await storage.accounts.keyIdsInUse(noon)).toSorted(), ['a-key', 'b_key', 'held'])
      const lapsed = (await storage.accounts.keyIdsInUse(flow.expiresAt)).toSorted()
      assert.deepEqual(lapsed, ['a-key', 'b_key'])
      assert.ok((await storage.accounts.keyIdsInUse(flow.expiresAt - 1)).includes('held'))
      await storage.flows.end(flow.id, {})
      assert.deepEqual((await storage.accounts.keyIdsInUse(noon)).toSorted(), ['a-key', 'b_key'])
    },
  },
]
