import type { Accounts, KeptPayload } from '@ecforce-accounts/core'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'

/** Where the provider keeps one kind of thing: in the storage of accounts, sealed and found by hashes. */
export function providerRecords(kind: string, state: Accounts['providerState']): Adapter {
  return {
    async upsert(id, payload, lifetimeSeconds) {
      if (lifetimeSeconds === undefined) throw new TypeError(`a ${kind} has no end`)
      // Nobody comes back for a session without anybody in it, and every stranger could leave one here.
      if (kind === 'Session' && payload.accountId === undefined) return
      await state.put(kind, id, { ...payload }, lifetimeSeconds)
    },
    find: async (id) => payloadOf(await state.find(kind, id)),
    findByUid: async (uid) => payloadOf(await state.findByUid(kind, uid)),

    async consume(id) {
      if (await state.consume(kind, id)) return
      // Of those who come with the same code at once, all but one come with a copy: nothing it brought stays good.
      const grantId = (await state.find(kind, id))?.payload.grantId
      if (grantId !== undefined) await revoke(grantId)
      throw new errors.InvalidGrant('it was used before')
    },

    destroy: (id) => state.remove(kind, id),
    revokeByGrantId: revoke,
    // No flow of ours has user codes.
    findByUserCode: async () => undefined,
  }

  async function revoke(grantId: string): Promise<void> {
    await state.revoke(grantId)
    await state.remove('Grant', grantId)
  }
}

function payloadOf(kept: KeptPayload | null): AdapterPayload | undefined {
  if (kept === null) return undefined
  const { payload, consumedAt } = kept
  return consumedAt === null ? payload : { ...payload, consumed: Math.floor(consumedAt / 1000) }
}
