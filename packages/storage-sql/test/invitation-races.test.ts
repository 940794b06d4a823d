import type { Acceptance } from '@ecforce-accounts/core'
import {
  aClaim,
  aDevice,
  aFlow,
  aNewFactor,
  anAccount,
  anInvitation,
  aSession,
  aShop,
  noon,
} from '@ecforce-accounts/core/testing'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { postgresDatabases, sqliteDatabases } from './support/databases.ts'

// One invitation, accepted by a hundred flows on two nodes over one database.

describe.each([
  { kind: 'SQLite', open: async () => sqliteDatabases() },
  { kind: 'PostgreSQL', open: postgresDatabases },
])('on $kind an invitation', async ({ open }) => {
  const databases = await open()
  afterEach(() => databases.closeAll())
  afterAll(() => databases.remove())

  it('that a hundred accept at once on two nodes has one account, one session and one member', async () => {
    const { storage, another } = await databases.openEmpty()
    const nodes = [storage, await another()] as const
    const { rollout: _, ...shop } = aShop()
    await storage.shops.save(shop, {})
    const member = aClaim({ shopId: shop.id, state: 'pending', legacyPassword: null })
    const invitation = anInvitation({ shopId: shop.id, memberId: member.id, email: member.email })
    await storage.invitations.create({ invitation, row: { is: 'new', member } }, noon, {})
    const accepts: Acceptance = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }

    const attempts = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const flow = aFlow({ email: member.email })
        await storage.flows.create(flow, {})
        const account = anAccount({ email: member.email })
        const [session, device] = [aSession({ accountId: account.id }), aDevice({ accountId: account.id })]
        const earned = { account, session, device, factors: [aNewFactor()], memberIds: [], replaces: null }
        return { ...earned, accepts, flow: { id: flow.id, version: 1 } }
      }),
    )
    const answers = await Promise.all(
      attempts.map((activation, index) => nodes[index % 2 === 0 ? 0 : 1].accounts.activateAccount(activation, {})),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    const winner = attempts[answers.indexOf(true)]
    expect((await storage.accounts.findByEmail(member.email.key))?.account.id).toBe(winner?.account.id)
    const [row] = await storage.members.findByEmail(member.email.key)
    expect(row?.member).toMatchObject({ state: 'active', accountId: winner?.account.id })
    const sessions = await Promise.all(attempts.map(({ session }) => storage.sessions.find(session.tokenHash)))
    expect(sessions.filter((found) => found !== null)).toHaveLength(1)
  })
})
