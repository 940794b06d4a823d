import {
  decideCoexistence,
  type Instant,
  type Phase,
  type RolloutDocument,
  rolloutOf,
} from '@ecforce-accounts/core/gate'

/** What a gate goes by. */
export interface Standing {
  readonly document: RolloutDocument
  /** The highest phase that was seen since the last roll-back. */
  readonly seen: Phase
}

const phases: readonly Phase[] = ['before', 'coexistence', 'enforced']

/** The phase at `now`: that of the document, and never below one that was seen (R30). Pure. */
export function phaseOf({ document, seen }: Standing, now: Instant): Phase {
  return higher(seen, decideCoexistence(rolloutOf(document), now).phase)
}

/**
 * What stands once `offered`, a document that is genuine and fresh, was looked at at `now`: it, or what stood before when
 * it is older. Pure.
 *
 * The version only rises, and of one version the later counts. Only a document with more roll-backs lets go of the
 * phase that was seen; one with fewer is older, whatever its version says.
 */
export function takeDocument(standing: Standing | null, offered: RolloutDocument, now: Instant): Standing {
  if (standing === null) return { document: offered, seen: phaseOf({ document: offered, seen: 'before' }, now) }
  if (isOlder(offered, standing.document)) return standing
  const seen = offered.rollbacks > standing.document.rollbacks ? 'before' : phaseOf(standing, now)
  return { document: offered, seen: phaseOf({ document: offered, seen }, now) }
}

function isOlder(offered: RolloutDocument, held: RolloutDocument): boolean {
  if (offered.version !== held.version) return offered.version < held.version || offered.rollbacks < held.rollbacks
  // A roll-back is a change, and every change has a version of its own.
  return offered.rollbacks !== held.rollbacks || offered.iat < held.iat
}

function higher(a: Phase, b: Phase): Phase {
  return phases.indexOf(a) > phases.indexOf(b) ? a : b
}
