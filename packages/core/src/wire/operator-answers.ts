import type { z } from 'zod'
import type { LogoutDeliveries } from '../domain/service-entry.ts'
import type { Shop } from '../domain/shop.ts'
import { type FindingCode, findingWords, shopFindingWords } from '../policy/readiness.ts'
import type { OperatorSessionView } from '../ports/operator-session-store.ts'
import type { AddressFinding } from '../rooms/address-doctor/address-doctor.ts'
import type { MemberProgress, ProgressOverview, ShopProgress } from '../rooms/progress/progress.ts'
import type { MemberReadiness, ReadinessReport } from '../rooms/readiness/readiness.ts'
import type { ServiceListing } from '../rooms/services/services.ts'
import { maybeTimestamp, timestamp } from './answers.ts'
import type {
  AddressFindingAnswer,
  OperatorServicesAnswer,
  OperatorSessionAnswer,
  OperatorShopsAnswer,
  ProgressAnswer,
  ReadinessAnswer,
  ReadinessMember,
} from './operator-schemas.ts'

/** An operator's session as the API says it. */
export function operatorSessionAnswer({
  operator,
  session,
}: OperatorSessionView): z.infer<typeof OperatorSessionAnswer> {
  return { ...operator, expiresAt: timestamp(session.expiresAt) }
}

/** Every shop as the API tells operators of it. */
export function operatorShopsAnswer({ at, shops }: ProgressOverview): z.infer<typeof OperatorShopsAnswer> {
  return {
    now: timestamp(at),
    shops: shops.map(({ shop, phase, announceAt, tally }) => ({
      shop: shop.id,
      name: shop.name,
      adminUrl: shop.adminUrl,
      phase,
      announceAt: maybeTimestamp(announceAt),
      ...switchDates(shop),
      members: tally,
    })),
  }
}

/** The services of the shops as the API tells operators of them. */
export function operatorServicesAnswer(
  services: readonly ServiceListing[],
  deliveries: readonly LogoutDeliveries[],
  shops: readonly Shop[],
): z.infer<typeof OperatorServicesAnswer> {
  return {
    services: services.map(({ id, name, shopId, addedAt, secretsIssuedAt, web }) => {
      const {
        waiting = 0,
        told = 0,
        failed = 0,
        lastError = null,
      } = deliveries.find(({ serviceId }) => serviceId === id) ?? {}
      return {
        id,
        name,
        shop: shopId,
        shopName: shops.find((shop) => shop.id === shopId)?.name ?? shopId,
        addedAt: timestamp(addedAt),
        secretsIssuedAt: secretsIssuedAt.map(timestamp),
        web: web && { ...web, redirectUris: [...web.redirectUris], postLogoutUris: [...web.postLogoutUris] },
        signOuts: { waiting, told, failed, lastError },
      }
    }),
  }
}

/** What was found as the API says it; `withMembers`: of each of them, too. */
export function readinessAnswer(
  { at, staleAfterDays, shops }: ReadinessReport,
  withMembers: boolean,
): z.infer<typeof ReadinessAnswer> {
  const codes = Object.keys(findingWords) as FindingCode[]
  return {
    at: timestamp(at),
    staleAfterDays,
    findings: codes.map((code) => ({ code, ...findingWords[code] })),
    shops: shops.map(({ shop, phase, findings, members, counts }) => ({
      shop: shop.id,
      name: shop.name,
      phase,
      listed: members.length,
      shopFindings: findings.map((code) => ({ code, ...shopFindingWords[code] })),
      counts: codes.flatMap((finding) => {
        const members = counts[finding]
        return members === undefined ? [] : [{ finding, members }]
      }),
      members: withMembers ? members.map(readMember) : null,
    })),
  }
}

/** How far a shop is as the API says it. */
export function progressAnswer(progress: ShopProgress): z.infer<typeof ProgressAnswer> {
  const { shop, at, phase, tally, days, afterCut, members } = progress
  return {
    shop: shop.id,
    name: shop.name,
    at: timestamp(at),
    phase,
    ...switchDates(shop),
    ...tally,
    days: days.map((day) => ({ ...day })),
    afterCut,
    members: members.map((member: MemberProgress) => ({ ...member, setUpAt: maybeTimestamp(member.setUpAt) })),
  }
}

function readMember(member: MemberReadiness): z.infer<typeof ReadinessMember> {
  const { legacyId, email, name, role, state, heldFor, leaving, lastSignInAt, findings } = member
  if (state === 'removed') throw new TypeError('a tombstone is not looked at')
  return {
    legacyId,
    email: email.typed,
    name,
    role,
    state,
    heldFor: [...heldFor],
    leaving,
    neverSignedIn: lastSignInAt === 'never',
    lastSignInAt: lastSignInAt === 'never' ? null : maybeTimestamp(lastSignInAt),
    findings: [...findings],
  }
}

function switchDates({ rollout }: Shop) {
  return {
    announcedAt: maybeTimestamp(rollout?.announcedAt ?? null),
    enforcedAt: maybeTimestamp(rollout?.enforcedAt ?? null),
  }
}

/** What comes of a request's address, as the API says it. */
export function addressFindingAnswer({ exemption, ...found }: AddressFinding): z.infer<typeof AddressFindingAnswer> {
  const grant = exemption?.grant
  return {
    ...found,
    proxies: [...found.proxies],
    hops: found.hops.map((hop) => ({ ...hop })),
    exemption: exemption && {
      bypass: exemption.bypass,
      reasons: [...exemption.reasons],
      grant: grant
        ? { ...grant, ranges: [...grant.ranges], startsAt: timestamp(grant.startsAt), endsAt: timestamp(grant.endsAt) }
        : null,
    },
  }
}
