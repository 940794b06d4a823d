import type { ProviderRecord } from '../../domain/provider-record.ts'
import type { ProviderRecords } from '../../ports/provider-records.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { hashSecretToken } from '../../primitives/secret-token.ts'

/**
 * What the OpenID provider keeps, for its adapter: what a thing is presented by is stored as a hash, and everything
 * else encrypted, so that a copy of the database opens nothing (R16).
 */
export interface ProviderState {
  /** Keeps it for `lifetimeSeconds`, in place of what had this kind and id. */
  put(kind: string, id: string, payload: ProviderPayload, lifetimeSeconds: number): Promise<void>

  find(kind: string, id: string): Promise<KeptPayload | null>

  /** By the `uid` that the payload had. */
  findByUid(kind: string, uid: string): Promise<KeptPayload | null>

  /** Resolves to `true` for exactly one caller. */
  consume(kind: string, id: string): Promise<boolean>

  remove(kind: string, id: string): Promise<void>

  /** Removes everything whose payload had this `grantId`. */
  revoke(grantId: string): Promise<void>
}

export interface ProviderPayload {
  readonly uid?: string | undefined
  readonly grantId?: string | undefined
  readonly [member: string]: unknown
}

export interface KeptPayload {
  readonly payload: ProviderPayload
  /** When it was consumed; `null` while it was not. */
  readonly consumedAt: Instant | null
}

export interface ProviderStateDeps {
  readonly providerRecords: ProviderRecords
  readonly keys: KeyRing
  readonly clock: Clock
}

export function providerState({ providerRecords: records, keys, clock }: ProviderStateDeps): ProviderState {
  return {
    async put(kind, id, payload, lifetimeSeconds) {
      const idHash = hashSecretToken(id)
      await records.put({
        kind,
        idHash,
        uidHash: hashed(payload.uid),
        grantHash: hashed(payload.grantId),
        sealed: keys.encrypt(JSON.stringify(payload), contextOf({ kind, idHash })),
        expiresAt: clock.now() + lifetimeSeconds * 1000,
        consumedAt: null,
      })
    },

    find: async (kind, id) => opened(await records.find(kind, hashSecretToken(id), clock.now())),
    findByUid: async (kind, uid) => opened(await records.findByUid(kind, hashSecretToken(uid), clock.now())),
    consume: (kind, id) => records.consume(kind, hashSecretToken(id), clock.now()),
    remove: (kind, id) => records.remove(kind, hashSecretToken(id)),
    revoke: (grantId) => records.revoke(hashSecretToken(grantId)),
  }

  function opened(record: ProviderRecord | null): KeptPayload | null {
    const text = record && keys.decrypt(record.sealed, contextOf(record))
    return record && text ? { payload: JSON.parse(text), consumedAt: record.consumedAt } : null
  }
}

function hashed(name: string | undefined): string | null {
  return name === undefined ? null : hashSecretToken(name)
}

/** What it is encrypted beside: it opens as the thing that it is, and no other. */
function contextOf({ kind, idHash }: Pick<ProviderRecord, 'kind' | 'idHash'>): string {
  return `provider:${kind}:${idHash}`
}
