import { DOCUMENT_LIFETIME_SECONDS, type RolloutDocument, type VerifyingKey } from '../../domain/rollout-document.ts'
import type { MemberSyncStore } from '../../ports/member-sync-store.ts'
import type { RolloutStore } from '../../ports/rollout-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { ShopNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'
import type { DocumentSigner } from '../../vendors/jose.ts'

/** What a shop's gate decides by: its switch as a signed document. */
export interface RolloutDocuments {
  /** The keys that documents are verified with, the signing one first: one for each key of the ring. */
  keys(): Promise<readonly VerifyingKey[]>

  /** The switch of a shop as it stands now, as a compact JWS for that shop alone. Throws `ShopNotFoundError`. */
  issue(shopId: ShopId): Promise<string>
}

export interface RolloutDocumentsDeps {
  readonly rollouts: RolloutStore
  readonly memberSync: MemberSyncStore
  readonly clock: Clock
  readonly issuer: string
  readonly signer: () => Promise<DocumentSigner>
}

export function rolloutDocuments(deps: RolloutDocumentsDeps): RolloutDocuments {
  const { rollouts, memberSync, clock, signer } = deps
  const { origin } = new URL(deps.issuer)

  return {
    async keys() {
      return (await signer()).keys
    },

    async issue(shopId) {
      const record = await rollouts.find(shopId)
      if (!record) throw new ShopNotFoundError(shopId)
      const { version, rollbacks, rollout } = record
      const iat = Math.floor(clock.now() / 1000)
      const document: RolloutDocument = {
        iss: origin,
        aud: shopId,
        iat,
        exp: iat + DOCUMENT_LIFETIME_SECONDS,
        version,
        rollbacks,
        announcedAt: rollout?.announcedAt ?? null,
        enforcedAt: rollout?.enforcedAt ?? null,
        // Until the announcement the shop is master of its members, and learns nothing of them here.
        closed: rollout === null ? [] : await memberSync.listClosed(shopId),
        portalUrl: `${origin}/portal/apps`,
        signInUrl: `${origin}/sign-in`,
      }
      return (await signer()).sign(document)
    },
  }
}
