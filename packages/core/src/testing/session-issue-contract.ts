import assert from 'node:assert/strict'
import type { Account } from '../domain/account.ts'
import { SESSIONS_PER_ACCOUNT, type Session } from '../domain/session.ts'
import type { SessionIssue } from '../ports/session-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId, FlowId, ShopId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import { aDevice, anAccount, aPasswordHash, aSession, noon } from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce, winners } from './contract-case.ts'
import { storedAccount, storedFlow } from './stored.ts'

/** An issue that fits the account, of a flow of its own. */
async function anIssue(
  storage: Storage,
  account: Account,
  session: Partial<Session> = {},
  changes: Partial<SessionIssue> = {},
): Promise<SessionIssue> {
  const { id, version } = await storedFlow(storage, { email: account.email })
  return {
    session: aSession({ ...session, accountId: account.id }),
    device: aDevice({ accountId: account.id, credentialEpoch: account.credentialEpoch }),
    credentialEpoch: account.credentialEpoch,
    enrols: null,
    flow: { id, version },
    replaces: null,
    ...changes,
  }
}

async function alive(storage: Storage, tokenHashes: readonly TokenHash[]): Promise<readonly TokenHash[]> {
  const views = await Promise.all(tokenHashes.map((tokenHash) => storage.sessions.find(tokenHash)))
  return views.flatMap((view) => (view ? [view.session.tokenHash] : []))
}

const obstacles: readonly {
  readonly when: string
  prepare(storage: Storage, account: Account, issue: SessionIssue): Promise<Partial<SessionIssue>>
}[] = [
  { when: 'the flow has another version', prepare: async (_, __, { flow }) => ({ flow: { ...flow, version: 2 } }) },
  {
    when: 'the flow is not open',
    async prepare(storage, _account, { flow }) {
      await storage.flows.end(flow.id, {})
      return { flow: { ...flow, version: 2 } }
    },
  },
  { when: 'there is no such flow', prepare: async () => ({ flow: { id: 'nobody' as FlowId, version: 1 } }) },
  { when: 'the credential epoch is behind', prepare: async () => ({ credentialEpoch: 0 }) },
  {
    when: 'the credential epoch has moved',
    async prepare(storage, { id }) {
      await storage.accounts.replacePassword(id, 1, { hash: aPasswordHash(), origin: 'own' }, null, {})
      return {}
    },
  },
  {
    when: 'the account is suspended',
    async prepare(storage) {
      const { account } = await storedAccount(storage, { account: anAccount({ status: 'suspended' }) })
      return { session: aSession({ accountId: account.id }), device: aDevice({ accountId: account.id }) }
    },
  },
  {
    when: 'there is no such account',
    prepare: async () => ({ session: aSession({ accountId: 'nobody' as AccountId }) }),
  },
]

/** What `SessionStore.issue` keeps. */
export const sessionIssueContract: readonly ContractCase[] = [
  {
    port: 'sessions',
    title: 'an issued session comes back with every field and its account’s face, its device is known, its flow done',
    async run({ storage }) {
      const { account } = await storedAccount(storage, { account: anAccount({ name: null, locale: 'en' }) })
      const issue = await anIssue(storage, account, {
        acr: 'urn:ecforce:acr:robot',
        amr: [],
        sessionClass: 'robot',
        restrictedTo: 'hogehoge' as ShopId,
        authTime: noon - 3,
        createdAt: noon - 2,
        lastSeenAt: noon - 1,
        client: { address: null, userAgent: null },
      })
      assert.equal(await storage.sessions.issue(issue, {}), true)
      const face = { email: account.email.typed, name: null, locale: 'en' }
      assert.deepEqual(await storage.sessions.find(issue.session.tokenHash), { session: issue.session, account: face })
      assert.deepEqual(await storage.accounts.findDevice(issue.device.tokenHash, noon), issue.device)
    },
  },
  {
    port: 'sessions',
    title: 'the flow of an issued session is done, of a higher version',
    async run({ storage }) {
      const { account } = await storedAccount(storage)
      const flow = await storedFlow(storage)
      const issue = await anIssue(storage, account, {}, { flow })
      assert.equal(await storage.sessions.issue(issue, {}), true)
      const done = present(await storage.flows.findBySecret(flow.secretHash, noon))
      assert.deepEqual(done, { ...flow, status: 'done', version: flow.version + 1 })
    },
  },
  ...obstacles.map(
    ({ when, prepare }): ContractCase => ({
      port: 'sessions',
      title: `no session is issued and nothing written when ${when}`,
      async run({ storage }) {
        const { account } = await storedAccount(storage)
        const innocent = await storedAccount(storage)
        const flow = await storedFlow(storage)
        const base = await anIssue(storage, account, {}, { flow, replaces: innocent.session.tokenHash })
        const issue = { ...base, ...(await prepare(storage, account, base)) }
        const flowBefore = await storage.flows.findBySecret(flow.secretHash, noon)

        assert.equal(await storage.sessions.issue(issue, {}), false)

        assert.equal(await storage.sessions.find(issue.session.tokenHash), null)
        assert.equal(await storage.accounts.findDevice(issue.device.tokenHash, noon), null)
        assert.notEqual(await storage.sessions.find(innocent.session.tokenHash), null)
        assert.deepEqual(await storage.flows.findBySecret(flow.secretHash, noon), flowBefore)
      },
    }),
  ),
  {
    port: 'sessions',
    title: 'a session takes the place of the one its browser had, whoever’s it was',
    async run({ storage }) {
      const mine = await storedAccount(storage)
      const theirs = await storedAccount(storage)
      const issue = await anIssue(storage, mine.account, {}, { replaces: theirs.session.tokenHash })
      assert.equal(await storage.sessions.issue(issue, {}), true)
      assert.equal(await storage.sessions.find(theirs.session.tokenHash), null)
      assert.notEqual(await storage.sessions.find(mine.session.tokenHash), null)
      const unknown = await anIssue(storage, mine.account, {}, { replaces: theirs.session.tokenHash })
      assert.equal(await storage.sessions.issue(unknown, {}), true)
    },
  },
  {
    port: 'sessions',
    title: 'a device that is known already is known anew',
    async run({ storage }) {
      const { account, device } = await storedAccount(storage)
      const again = { ...device, createdAt: noon + 1, expiresAt: device.expiresAt + 1 }
      assert.equal(await storage.sessions.issue(await anIssue(storage, account, {}, { device: again }), {}), true)
      assert.deepEqual(await storage.accounts.findDevice(device.tokenHash, noon), again)
    },
  },
  {
    port: 'sessions',
    title: 'a session whose token exists is rejected and nothing is written',
    async run({ storage }) {
      const first = await storedAccount(storage)
      const second = await storedAccount(storage)
      const { tokenHash } = first.session
      const issue = await anIssue(storage, second.account, { tokenHash }, { replaces: second.session.tokenHash })
      await assertFails(storage.sessions.issue(issue, {}))
      assert.deepEqual((await storage.sessions.find(tokenHash))?.session, first.session)
      assert.notEqual(await storage.sessions.find(second.session.tokenHash), null)
    },
  },
  {
    port: 'sessions',
    title: 'of an account’s sessions beyond twenty the oldest goes, and nobody else’s',
    async run({ storage }) {
      const bystander = anAccount()
      const oldest = aSession({ accountId: bystander.id, createdAt: noon - 1000 })
      await storedAccount(storage, { account: bystander, session: oldest })

      const { account, session } = await storedAccount(storage)
      const issued = [session.tokenHash]
      for (let i = 1; i <= SESSIONS_PER_ACCOUNT; i++) {
        const issue = await anIssue(storage, account, { createdAt: noon + i })
        assert.equal(await storage.sessions.issue(issue, {}), true)
        issued.push(issue.session.tokenHash)
        const expected = i < SESSIONS_PER_ACCOUNT ? issued : issued.slice(1)
        assert.deepEqual(await alive(storage, issued), expected)
      }
      assert.notEqual(await storage.sessions.find(oldest.tokenHash), null)
    },
  },
  {
    port: 'sessions',
    title: 'a session that replaces another of its account costs no third one its place',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const issued = [session.tokenHash]
      for (let i = 1; i < SESSIONS_PER_ACCOUNT; i++) {
        const issue = await anIssue(storage, account, { createdAt: noon + i })
        await storage.sessions.issue(issue, {})
        issued.push(issue.session.tokenHash)
      }
      const replaces = present(issued[5])
      const issue = await anIssue(storage, account, { createdAt: noon + 99 }, { replaces })
      assert.equal(await storage.sessions.issue(issue, {}), true)
      const expected = issued.filter((tokenHash) => tokenHash !== replaces)
      assert.deepEqual(await alive(storage, issued), expected)
    },
  },
  {
    port: 'sessions',
    title: 'forty sessions issued twenty at once leave twenty',
    async run(context) {
      const { storage } = context
      const { account } = await storedAccount(storage)
      const issues: SessionIssue[] = []
      for (let i = 0; i < 40; i++) issues.push(await anIssue(storage, account, { createdAt: noon + i }))
      for (const half of [issues.slice(0, 20), issues.slice(20)]) {
        const answers = await twentyAtOnce(context, ({ sessions }, index) => sessions.issue(present(half[index]), {}))
        assert.equal(winners(answers), 20)
      }
      const left = await alive(
        storage,
        issues.map(({ session }) => session.tokenHash),
      )
      assert.equal(left.length, SESSIONS_PER_ACCOUNT)
    },
  },
]
