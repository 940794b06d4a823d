import type { BypassGrant } from '../../domain/bypass.ts'
import { type BypassDecision, type BypassRefusal, decideBypass, type GrantCovers } from '../../policy/bypass.ts'
import type { BypassStore } from '../../ports/bypass-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import { deriveClientAddress, type IpAddress, parseIpAddress, trustedProxies } from '../../primitives/client-address.ts'
import type { Clock } from '../../primitives/clock.ts'
import { MemberNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'

/** What comes of a request's address, for whoever wonders why a robot is asked for a code. Changes nothing. */
export interface AddressDoctor {
  /** Throws `MemberNotFoundError` when the shop has no such row, and `ConfigurationError` for proxies that are no ranges. */
  examine(asked: AddressQuestion): Promise<AddressFinding>
}

export interface AddressQuestion {
  /** At the other end of the socket. */
  readonly peer: string | null
  /** `X-Forwarded-For`, several lines joined by commas; `null` for none. */
  readonly forwardedFor: string | null
  /** Which proxies are believed. */
  readonly proxies: readonly string[]
  /** Whose exemption is looked at with what comes of it; `null` for nobody's. */
  readonly member: { readonly shopId: ShopId; readonly legacyId: string } | null
}

export interface AddressFinding {
  readonly peer: string | null
  readonly forwardedFor: string | null
  readonly proxies: readonly string[]
  /** The hops of the header, as they stand in it. `address`: `null` for what cannot be read. */
  readonly hops: readonly { readonly text: string; readonly address: IpAddress | null; readonly isProxy: boolean }[]
  /** Where the request comes from; `null` when that cannot be known. */
  readonly address: IpAddress | null
  /** What the member's exemption says to a right password from there; `null` when no member was named. */
  readonly exemption: {
    readonly bypass: BypassDecision['bypass']
    /** Everything that is missing. */
    readonly reasons: readonly BypassRefusal[]
    readonly grant: Pick<BypassGrant, 'id' | 'ranges' | 'status' | 'startsAt' | 'endsAt'> | null
  } | null
}

export interface AddressDoctorDeps {
  readonly bypasses: Pick<BypassStore, 'factsOfMember'>
  readonly members: Pick<MemberStore, 'findByLegacyIds'>
  readonly covers: GrantCovers
  readonly clock: Clock
}

export function addressDoctor({ bypasses, members, covers, clock }: AddressDoctorDeps): AddressDoctor {
  return {
    async examine({ peer, forwardedFor, proxies, member }) {
      const isProxy = trustedProxies(proxies)
      const address = deriveClientAddress(peer ?? undefined, forwardedFor ?? undefined, isProxy)
      const hops = (forwardedFor ?? '').split(',').map((part) => {
        const text = part.trim()
        const read = parseIpAddress(text)
        return { text, address: read, isProxy: read !== null && isProxy(read) }
      })
      return {
        ...{ peer, forwardedFor, proxies, address },
        hops: forwardedFor === null ? [] : hops,
        exemption: member && (await exemptionOf(member, address)),
      }
    },
  }

  async function exemptionOf(
    { shopId, legacyId }: NonNullable<AddressQuestion['member']>,
    address: IpAddress | null,
  ): Promise<AddressFinding['exemption']> {
    const [row] = await members.findByLegacyIds(shopId, [legacyId])
    const facts = row ? await bypasses.factsOfMember(row.id) : null
    if (facts === null) throw new MemberNotFoundError()
    const decision = decideBypass(facts, { address, passwordIsRight: true }, clock.now(), covers)
    const { grant } = facts
    return {
      bypass: decision.bypass,
      reasons: decision.bypass === 'refused' ? decision.reasons : [],
      grant: grant && {
        ...{ id: grant.id, ranges: grant.ranges, status: grant.status },
        ...{ startsAt: grant.startsAt, endsAt: grant.endsAt },
      },
    }
  }
}
