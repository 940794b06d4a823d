import { z } from 'zod'
import { memberTexts } from '../domain/member.ts'
import { isPlainText } from '../primitives/plain-text.ts'
import { ReadinessAnswer, ReadinessMember } from './operator-schemas.ts'
import { instant } from './parts.ts'

// What a shop's back end asks and is told. No browser has a use for it, so the client's types leave it out.

export const KeysAnswer = z
  .object({
    keys: z
      .array(
        z.object({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string().describe('Its thumbprint (RFC 7638)'),
          alg: z.literal('EdDSA'),
          use: z.literal('sig'),
        }),
      )
      .describe('The signing key first; those after it have signed before'),
  })
  .meta({ id: 'KeysAnswer' })

export const RolloutDocumentAnswer = z
  .object({ document: z.string().describe('A compact JWS of type `rollout+jwt`, for this shop, good for ten minutes') })
  .meta({ id: 'RolloutDocumentAnswer' })

/** A legacy id as one segment of a path: percent-encoded, whatever is in it. */
export const legacyIdSegment = z
  .string()
  .transform((segment, context) => {
    try {
      return decodeURIComponent(segment)
    } catch {
      context.addIssue({ code: 'custom' }) // half an escape is nobody's name
      return z.NEVER
    }
  })
  .refine((text) => isPlainText(text, memberTexts.legacyId))
  .describe("The row's name in the shop's own system, percent-encoded")

const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => isPlainText(text, longest), 'more than a line')

export const MemberRequest = z
  .strictObject({
    email: z.string().min(1).max(512).describe('The address in the member list'),
    name: line(memberTexts.name).optional().describe('Left out: as it was'),
    role: line(memberTexts.role).optional().describe('Left out: as it was'),
  })
  .meta({ id: 'MemberRequest' })

const legacyId = z.string().describe("The row's name in the shop's own system")

export const MemberAnswer = z
  .object({
    legacyId,
    state: z
      .enum(['claim', 'held', 'pending', 'active', 'suspended', 'removed'])
      .describe('`pending`: needs an invitation; `removed`: was removed, and needs an invitation too'),
  })
  .meta({ id: 'MemberAnswer' })

export const MembersAnswer = z
  .object({
    members: z
      .array(
        z.object({
          legacyId,
          state: z
            .enum(['claim', 'held', 'pending', 'active', 'suspended'])
            .describe('`held`: waits for somebody to confirm it; `pending`: needs an invitation'),
          setUp: z.boolean().describe('Whether it belongs to an account'),
          legacySignIn: z.enum(['open', 'closed']).describe("Whether the shop's own sign-in works for it"),
          isUnreached: z
            .boolean()
            .describe('Whether the latest mail of the switch did not arrive: look after the address'),
        }),
      )
      .describe('By the bytes of their legacy ids'),
    next: z.string().nullable().describe('What the next page comes after; null when this is the last'),
  })
  .meta({ id: 'MembersAnswer' })

export const ShopReadinessAnswer = ReadinessAnswer.omit({ shops: true })
  .extend({
    ...ReadinessAnswer.shape.shops.element.shape,
    members: z.array(ReadinessMember).describe('By legacy id; without those who have set up'),
  })
  .meta({ id: 'ShopReadinessAnswer' })

export const IntrospectionRequest = z
  .strictObject({
    sid: z.string().min(1).max(128).describe('The `sid` of the ID token'),
    address: z
      .string()
      .max(64)
      .nullable()
      .optional()
      .describe(
        'Where the request comes from that the service was sent; a robot that comes from nowhere is not active',
      ),
  })
  .meta({ id: 'IntrospectionRequest' })

export const IntrospectionAnswer = z
  .discriminatedUnion('active', [
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      sub: z.string().describe('Who it is to this shop: stable there, and another one in every other shop'),
      memberId: z.string().describe("The member's row in the shop's own system"),
      role: z.string().nullable(),
      email: z.string(),
      name: z.string().nullable(),
      locale: z.string(),
      acr: z.enum(['urn:ecforce:acr:app', 'urn:ecforce:acr:email', 'urn:ecforce:acr:robot']),
      amr: z.array(z.enum(['pwd', 'otp', 'mfa'])),
      authTime: instant.describe('When the last factor was proven; RFC 3339, UTC'),
      sessionClass: z.enum(['full', 'recovered', 'robot']),
      expiresAt: instant.describe('The end of the session, however busy it is; RFC 3339, UTC'),
    }),
  ])
  .meta({ id: 'IntrospectionAnswer' })
