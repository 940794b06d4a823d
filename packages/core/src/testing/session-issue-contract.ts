import assert from 'node:assert/strict'
import type { Account, FactorKind } from '../domain/account.ts'
import { SESSIONS_PER_ACCOUNT, type Session } from '../domain/session.ts'
import type { Activation } from '../ports/account-store.ts'
import type { SessionIssue } from '../ports/session-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, FlowId, ShopId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import {
  aDevice,
  aNewFactor,
  anAccount,
  anApp,
  anAuditEvent,
  anOutboxMail,
  aPassword,
  aPasswordHash,
  aRecoverySet,
  aResetLink,
  aSession,
  listed,
  noon,
} from './builders.ts'
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
    used: null,
    flow: { id, version },
    replaces: null,
    ...changes,
  }
}

/** What turns a flow that has proven this factor into a session, or into freshness of the one there is. */
async function used(storage: Storage, { account, session }: Activation, kind: FactorKind, at: Instant) {
  const issue = await anIssue(storage, account, {}, { used: { kind, at } })
  return { ...issue, former: session.tokenHash }
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
      await storage.accounts.replacePassword(id, 1, { hash: aPasswordHash(), origin: 'own', isLong: false }, null, {})
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
      assert.deepEqual(await storage.accounts.findDevice(present(issue.device).tokenHash, noon), issue.device)
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
        assert.equal(await storage.accounts.findDevice(present(issue.device).tokenHash, noon), null)
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
  {
    port: 'sessions',
    title: 'the factor that a session was issued for is noted on it and on its account, and nowhere else',
    async run({ storage }) {
      const { account, factors } = await storedAccount(storage)
      const other = await storedAccount(storage)
      const used = { kind: 'email', at: noon + 9 } as const
      assert.equal(await storage.sessions.issue(await anIssue(storage, account, {}, { used }), {}), true)
      assert.deepEqual(await storage.accounts.findById(account.id), {
        account: { ...account, lastUsedFactor: 'email' },
        factors: factors.map((factor) => ({ ...listed(factor), lastUsedAt: noon + 9 })),
      })
      const untouched = { account: other.account, factors: other.factors.map(listed) }
      assert.deepEqual(await storage.accounts.findById(other.account.id), untouched)
    },
  },
  ...(['issue', 'refresh'] as const).map(
    (verb): ContractCase => ({
      port: 'sessions',
      title: `a proof of an app older than the reset by mail forgets the reset with ${verb}; no other proof does`,
      async run({ storage }) {
        const reset = noon + 100
        const cases = [
          { app: reset - 1, kind: 'totp', forgotten: true },
          { app: reset - 1, kind: 'recovery', forgotten: true },
          { app: reset, kind: 'totp', forgotten: false },
          { app: reset - 1, kind: 'email', forgotten: false },
        ] as const
        for (const { app, kind, forgotten } of cases) {
          const activation = await storedAccount(storage, {
            account: anAccount({ mailResetAt: reset }),
            factors: [aNewFactor(), anApp({ enrolledAt: app }), aRecoverySet({ enrolledAt: app })],
          })
          assert.equal(await storage.sessions[verb](await used(storage, activation, kind, reset + 5), {}), true)
          const found = present(await storage.accounts.findById(activation.account.id))
          assert.equal(found.account.mailResetAt, forgotten ? null : reset)
          const noted = found.factors.filter(({ lastUsedAt }) => lastUsedAt === reset + 5)
          assert.deepEqual(
            noted.map((factor) => factor.kind),
            [kind],
          )
        }
      },
    }),
  ),
  ...(['issue', 'refresh'] as const).map(
    (verb): ContractCase => ({
      port: 'sessions',
      title: `a reset by mail beside ${verb} stays noted: either the app was proven before it, or not at all`,
      async run(context) {
        const { storage } = context
        const other = await context.another()
        // Of one node the reset waits behind the session; of two it comes whenever it does.
        for (const node of [storage, other, storage, other]) {
          const activation = await storedAccount(storage, { factors: [anApp({ enrolledAt: noon - 5 })] })
          const { id, email } = activation.account
          const link = aResetLink({ accountId: id, email, epoch: 1 })
          await storage.mailedLinks.create(link, {})
          const proven = await used(storage, activation, 'totp', noon + 1)
          const [won, reset] = await Promise.all([
            storage.sessions[verb](proven, {}),
            node.mailedLinks.resetAccount(link, aPassword(), noon + 1, {}),
          ])
          assert.equal(reset, true)
          const found = present(await storage.accounts.findById(id))
          assert.equal(found.account.mailResetAt, noon + 1)
          assert.equal(found.factors[0]?.lastUsedAt ?? null, won ? noon + 1 : null)
          assert.equal(await storage.sessions.find(proven.session.tokenHash), null)
        }
      },
    }),
  ),
  {
    port: 'sessions',
    title: 'what goes along with an eviction is written with it, of the sessions that made room, and else nothing is',
    async run({ storage }) {
      const { account, session } = await storedAccount(storage)
      const subject = `evicted-from-${account.id}`
      const told = (evicted: readonly Session[]) => ({
        events: [anAuditEvent({ subject, details: { session: evicted.map(({ id }) => id).join(' ') } })],
        mails: [anOutboxMail()],
      })
      for (let i = 1; i < SESSIONS_PER_ACCOUNT; i++) {
        await storage.sessions.issue(await anIssue(storage, account, { createdAt: noon + i }), {}, told)
      }
      assert.deepEqual(await storage.audit.listBySubject(subject, 9), [])

      const lost = await anIssue(storage, account, { createdAt: noon + 98 }, { credentialEpoch: 9 })
      assert.equal(await storage.sessions.issue(lost, {}, told), false)
      assert.deepEqual(await storage.audit.listBySubject(subject, 9), [])

      const issue = await anIssue(storage, account, { createdAt: noon + 99 })
      assert.equal(await storage.sessions.issue(issue, {}, told), true)
      const events = await storage.audit.listBySubject(subject, 9)
      assert.deepEqual(
        events.map(({ details }) => details.session),
        [session.id],
      )
      assert.equal((await storage.outbox.count()).waiting, 1)
    },
  },
]
