/** How much longer than nominal a verification may take on a server that is busy with others. */
const MARGIN = 1.4

/**
 * How many milliseconds the answer to a password has to take at the least, so that time does not tell a member from a
 * stranger: as long as the dearest hashes of one address and the new hash that follows them. 0 when none is left.
 */
export function requiredFloor(worstLegacyMilliseconds: number, newHashMilliseconds: number): number {
  if (worstLegacyMilliseconds === 0) return 0
  return Math.ceil((worstLegacyMilliseconds + newHashMilliseconds) * MARGIN)
}

/** About how long one argon2id hash takes on a current server core. */
export function nominalHashMilliseconds({ memoryKiB, passes }: { memoryKiB: number; passes: number }): number {
  return (26 * memoryKiB * passes) / 47_104
}
