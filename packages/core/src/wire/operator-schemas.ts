import { z } from 'zod'
import { type FindingCode, findingWords } from '../policy/readiness.ts'
import { bilingual, instant, sixDigits, typedPassword } from './parts.ts'

// What operators ask and are told. None of it is for members.

export const OperatorSignInRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(64).describe('In whatever case'),
    password: typedPassword,
    code: sixDigits,
  })
  .meta({ id: 'OperatorSignInRequest' })

export const Finding = z.enum(Object.keys(findingWords) as [FindingCode, ...FindingCode[]]).meta({ id: 'Finding' })
const mark = z.enum(['hold', 'remove', 'invite', 'none'])

export const MarksRequest = z
  .strictObject({
    mark: mark.describe('What becomes of them at the announcement; `none` takes a mark back'),
    findings: z.array(Finding).max(20).optional().describe('Whoever has one of these'),
    legacyIds: z.array(z.string().min(1).max(128)).max(1000).optional().describe('These members'),
  })
  .refine(({ findings = [], legacyIds = [] }) => findings.length + legacyIds.length > 0, 'nobody is named')
  .meta({ id: 'MarksRequest' })

export const OperatorSessionAnswer = z
  .object({
    name: z.string(),
    role: z.enum(['support', 'engineer']),
    expiresAt: instant.describe('The end, however busy the session is; half an hour without a request ends it too'),
  })
  .meta({ id: 'OperatorSessionAnswer' })

const phase = z.enum(['before', 'coexistence', 'enforced'])

const tally = {
  setUp: z.int().describe('Belong to an account'),
  notYet: z.int().describe('Claims that nothing holds'),
  held: z.int().describe('Claims that wait for somebody to confirm them'),
  pending: z.int().describe('Need an invitation'),
}

const switchDates = {
  announcedAt: instant.nullable(),
  enforcedAt: instant.nullable().describe('The cut; null before the announcement, and while the switch is paused'),
}

export const OperatorShopsAnswer = z
  .object({
    now: instant.describe("The server's clock"),
    shops: z.array(
      z.object({
        shop: z.string(),
        name: z.string(),
        adminUrl: z.string().nullable(),
        phase,
        announceAt: instant.nullable().describe('When it is going to be announced, where somebody has said'),
        ...switchDates,
        members: z.object(tally),
      }),
    ),
  })
  .meta({ id: 'OperatorShopsAnswer' })

export const OperatorServicesAnswer = z
  .object({
    services: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          shop: z.string(),
          shopName: z.string(),
          addedAt: instant,
          secretsIssuedAt: z.array(instant).describe('The newest first; two while one takes the place of the other'),
          web: z
            .object({
              startUrl: z.string(),
              redirectUris: z.array(z.string()),
              postLogoutUris: z.array(z.string()),
              backChannelLogoutUrl: z.string().nullable(),
              icon: z.string().nullable().describe('A PNG as a `data:` URL'),
            })
            .nullable()
            .describe('Where members enter it; null for a back end and nothing else'),
          signOuts: z
            .object({
              waiting: z.int().describe('Ended, and not told yet'),
              told: z.int(),
              failed: z.int().describe('Given up'),
              lastError: z.string().nullable(),
            })
            .describe('How telling it of entries that have ended went'),
        }),
      )
      .describe('By id'),
  })
  .meta({ id: 'OperatorServicesAnswer' })

export const ReadinessMember = z
  .object({
    legacyId: z.string(),
    email: z.string().describe('As the shop wrote it'),
    name: z.string().nullable(),
    role: z.string().nullable(),
    state: z.enum(['claim', 'pending', 'active', 'suspended']),
    heldFor: z.array(z.enum(['stale', 'same_address', 'by_hand'])),
    leaving: z.enum(['remove', 'invite']).nullable(),
    neverSignedIn: z.boolean().describe('Whether the shop says so'),
    lastSignInAt: instant.nullable().describe('As the shop knew it; null for never and for unknown'),
    findings: z.array(Finding),
  })
  .meta({ id: 'ReadinessMember' })

export const ReadinessAnswer = z
  .object({
    at: instant,
    staleAfterDays: z.int(),
    findings: z
      .array(z.object({ code: Finding, why: bilingual, todo: bilingual }))
      .describe('Every finding there is, the gravest first: why it matters, and what to do'),
    shops: z.array(
      z.object({
        shop: z.string(),
        name: z.string(),
        phase,
        listed: z.int().describe('Members that are not removed'),
        shopFindings: z
          .array(z.object({ code: z.enum(['no-administrator']), why: bilingual, todo: bilingual }))
          .describe('What was found of the shop as a whole'),
        counts: z.array(z.object({ finding: Finding, members: z.int() })).describe('Of findings that somebody has'),
        members: z.array(ReadinessMember).nullable().describe('By legacy id; null where no shop was named'),
      }),
    ),
  })
  .meta({ id: 'ReadinessAnswer' })

export const ProgressAnswer = z
  .object({
    shop: z.string(),
    name: z.string(),
    at: instant,
    phase,
    ...switchDates,
    ...tally,
    days: z
      .array(
        z.object({
          day: z.string().describe('As `2026-11-22`'),
          setUp: z.int().describe('How many set up on it'),
          total: z.int().describe('How many had by its end'),
        }),
      )
      .describe('The days of Japan from the announcement on, to today or to the day of the cut'),
    afterCut: z.int().describe('How many set up after the cut'),
    members: z.array(
      z.object({
        legacyId: z.string(),
        name: z.string().nullable(),
        role: z.string().nullable(),
        state: z.enum(['claim', 'held', 'pending', 'active', 'suspended']).describe('`claim`: not set up yet'),
        setUpAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'ProgressAnswer' })

export const AddressFindingAnswer = z
  .object({
    peer: z.string().nullable().describe('At the other end of the socket'),
    forwardedFor: z.string().nullable().describe('`X-Forwarded-For` as it came'),
    proxies: z.array(z.string()).describe('Whose word on it is believed'),
    hops: z.array(
      z.object({
        text: z.string(),
        address: z.string().nullable().describe('`null`: unreadable'),
        isProxy: z.boolean(),
      }),
    ),
    address: z.string().nullable().describe('Where the request comes from; `null`: unknown'),
    exemption: z
      .object({
        bypass: z.enum(['waived', 'shadow', 'refused']).describe('What a right password from there comes to'),
        reasons: z.array(z.string()).describe('Everything that is missing'),
        grant: z
          .object({
            id: z.string(),
            ranges: z.array(z.string()),
            status: z.enum(['active', 'suspended', 'revoked']),
            startsAt: instant,
            endsAt: instant,
          })
          .nullable(),
      })
      .nullable()
      .describe('Of the member that was named'),
  })
  .meta({ id: 'AddressFindingAnswer' })

export const MarksAnswer = z
  .object({ marked: z.int().describe('How many claims; whoever is no claim was left as they are') })
  .meta({ id: 'MarksAnswer' })
