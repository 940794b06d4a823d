import type { Flow } from '../../domain/flow.ts'
import type { Clock } from '../../primitives/clock.ts'
import { type FlowId, newId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken } from '../../primitives/secret-token.ts'

/** A flow that has just begun, stored by nobody yet, and its secret. */
export type NewFlow = (
  begun: Pick<Flow, 'requirement' | 'email' | 'locale' | 'returnTo'> & Partial<Pick<Flow, 'wish'>>,
) => {
  readonly flow: Flow
  readonly secret: string
}

const FLOW_LIFETIME_MILLISECONDS = 15 * 60_000

/** How old what a sign-in has proven may be. */
export const EVIDENCE_LIFETIME_SECONDS = 15 * 60

export function flowMaker({ clock, random }: { readonly clock: Clock; readonly random: Random }): NewFlow {
  return (begun) => {
    const now = clock.now()
    const secret = newSecretToken(random)
    const flow: Flow = {
      wish: {},
      ...begun,
      id: newId<FlowId>(random),
      secretHash: hashSecretToken(secret),
      formerSecretHash: null,
      evidence: [],
      heldPassword: null,
      heldApp: null,
      startedAt: now,
      expiresAt: now + FLOW_LIFETIME_MILLISECONDS,
      status: 'open',
      version: 1,
      attempts: 0,
    }
    return { flow, secret }
  }
}
