import { nominalHashMilliseconds, requiredFloor } from '../policy/password-floor.ts'
import { meaninglessFor } from '../policy/proxies.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Storage } from '../ports/storage.ts'
import { trustedProxies } from '../primitives/client-address.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { ConfigurationError } from '../primitives/errors.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Settings } from './options.ts'

/** Throws `ConfigurationError` when stored rows could not be served with these keys and settings. */
export async function assertStartable(
  storage: Storage,
  keys: KeyRing,
  settings: Settings,
  now: Instant,
): Promise<void> {
  const [passwords, rows, codes, apps, enrolling, mails, operators, kept, provided, invited, worst] = await Promise.all(
    [
      storage.accounts.keyIdsInUse(now),
      storage.members.keyIdsInUse(),
      storage.challenges.keyIdsInUse(now),
      storage.factors.keyIdsInUse(now),
      storage.flows.keyIdsInUse(now),
      storage.outbox.keyIdsInUse(now),
      storage.operators.keyIdsInUse(),
      storage.mailedLinks.keyIdsInUse(now),
      storage.providerRecords.keyIdsInUse(now),
      storage.invitations.keyIdsInUse(now),
      storage.members.worstLegacyMilliseconds(),
    ],
  )
  const needed = [
    ...passwords,
    ...rows.keys,
    ...codes,
    ...apps,
    ...enrolling,
    ...mails,
    ...operators,
    ...kept,
    ...provided,
    ...invited,
  ]
  const missing = needed.filter((kid) => !keys.kids.has(kid))
  if (missing.length > 0) {
    throw new ConfigurationError(
      'keys',
      `stored rows still need ${unique(missing)}; put it back on the ring, after the newest`,
    )
  }
  const pepperless = rows.peppers.filter((kid) => !keys.legacyPeppers.has(kid))
  if (pepperless.length > 0) {
    throw new ConfigurationError('legacyPeppers', `imported passwords need the pepper ${unique(pepperless)}`)
  }
  const required = requiredFloor(worst, nominalHashMilliseconds(settings.hashing))
  if (required > settings.passwordStepFloorMilliseconds) {
    const least = Math.ceil(required / 50) * 50
    throw new ConfigurationError(
      'passwordStepFloorMilliseconds',
      `the imported hashes of one address need ${required} ms to check; set at least ${least}`,
    )
  }
}

/**
 * Throws `ConfigurationError` for a range that cannot be read, and while robots are let in by their addresses for one that
 * lets somebody else choose an address, or nobody have one of theirs.
 */
export async function assertMeaningfulAddresses(
  { bypasses }: Pick<Storage, 'bypasses'>,
  proxies: readonly string[],
  now: Instant,
): Promise<void> {
  trustedProxies(proxies)
  if (proxies.length === 0) return
  const grants = (await bypasses.listGrants(null)).filter(({ status, endsAt }) => status !== 'revoked' && now < endsAt)
  const problem = meaninglessFor(
    proxies,
    grants.flatMap(({ ranges }) => ranges),
  )
  if (problem !== null) throw new ConfigurationError('trustedProxies', problem)
}

const LOOK_AGAIN_MILLISECONDS = 60_000

/**
 * How long the answer to a password has to take at the moment: the floor while legacy hashes remain, and more when an
 * import has brought dearer ones since the start; nothing once all are gone. Looked up at most once a minute.
 */
export function legacyFloor(
  members: MemberStore,
  { passwordStepFloorMilliseconds: floor, hashing }: Settings,
  clock: Clock,
): () => Promise<number> {
  let known: { readonly until: Instant; readonly value: Promise<number> } | null = null
  return () => {
    if (!known || clock.now() >= known.until) {
      const value = members
        .worstLegacyMilliseconds()
        .then((worst) => requiredFloor(worst, nominalHashMilliseconds(hashing)))
        .then((required) => (required === 0 ? 0 : Math.max(floor, required)))
      value.catch(() => {
        known = null // asked again by whoever comes next
      })
      known = { until: clock.now() + LOOK_AGAIN_MILLISECONDS, value }
    }
    return known.value
  }
}

function unique(names: readonly string[]): string {
  return [...new Set(names)].join(', ')
}
