import { z } from 'zod'
import { passwordRules } from '../policy/password.ts'
import { locales } from '../primitives/locale.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'

// Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const flowId = z
  .string()
  .regex(/^[0-9a-z]{26}$/)
  .describe('The flow that the page believes to be on, as the last answer named it')

const typedPassword = z
  .string()
  .min(1)
  .max(passwordRules.maximumBytes)
  .refine((text) => Buffer.byteLength(text) <= passwordRules.maximumBytes, 'longer than 512 bytes')
  .describe('As typed: never trimmed, folded or cut')

export const SignInStartRequest = z
  .strictObject({
    email: z.string().min(1).max(512).describe('The address as typed; full-width letters are understood'),
    returnTo: z
      .string()
      .max(2048)
      .optional()
      .describe('A path of this origin to go on to; anything else is passed over'),
    locale: z.enum(locales).optional().describe('The language of the mails; by default that of Accept-Language'),
  })
  .meta({ id: 'SignInStartRequest' })

export const PasswordRequest = z.strictObject({ flow: flowId, password: typedPassword }).meta({ id: 'PasswordRequest' })

export const CodeRequest = z
  .strictObject({
    flow: flowId,
    code: z
      .string()
      .max(64)
      .refine((typed) => readNumericCode(typed) !== null, 'not six digits')
      .describe('Six digits; full-width ones, spaces and hyphens are understood'),
  })
  .meta({ id: 'CodeRequest' })

export const FactorRequest = z
  .strictObject({ flow: flowId, factor: z.enum(['email', 'totp', 'recovery']) })
  .meta({ id: 'FactorRequest' })

export const FlowRequest = z.strictObject({ flow: flowId }).meta({ id: 'FlowRequest' })

/** The header that names the flow where there is no body. */
export const flowHeader = { name: 'accounts-flow', schema: flowId } as const

// Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const instant = z.iso.datetime().describe('RFC 3339, UTC')
const factorKind = z.enum(['email', 'totp', 'recovery'])

const stepOfFlow = {
  flow: flowId,
  email: z.string().describe('The address as it was typed'),
}

export const PasswordStep = z.object({ step: z.literal('password'), ...stepOfFlow }).meta({ id: 'PasswordStep' })

export const CodeStep = z
  .object({
    step: z.literal('code'),
    ...stepOfFlow,
    factor: factorKind,
    purpose: z.enum(['enrol', 'verify']).describe('`enrol` at the first sign-in'),
    maskedDestination: z.string(),
    reference: z.string().nullable().describe('Two letters that the mail shows too; null while none was mailed'),
    validUntil: instant.nullable(),
    resendAt: instant.nullable().describe('From when on another may be asked for; null when no more are sent'),
    attemptsLeft: z.int().min(0),
    alternatives: z.array(factorKind).describe('Other ways that are open, the most likely first'),
    now: instant.describe("The server's clock, for count-downs"),
  })
  .meta({ id: 'CodeStep' })

export const NewPasswordStep = z
  .object({
    step: z.literal('new-password'),
    ...stepOfFlow,
    reason: z.enum(['reset', 'first', 'several-claims', 'second-shop', 'below-rules']),
    minimumLength: z.int(),
  })
  .meta({ id: 'NewPasswordStep' })

export const RefusedStep = z
  .object({
    step: z.literal('refused'),
    ...stepOfFlow,
    reason: z.enum(['closed', 'link_unusable', 'no_usable_factor', 'session_restricted']),
  })
  .meta({ id: 'RefusedStep' })

export const DoneStep = z
  .object({
    step: z.literal('done'),
    returnTo: z.string().describe('A path of this origin'),
    firstSignIn: z.boolean().describe('Whether the account came into being just now'),
  })
  .meta({ id: 'DoneStep' })

/** Where a sign-in stands: what the next screen asks for. */
export const Step = z
  .discriminatedUnion('step', [PasswordStep, CodeStep, NewPasswordStep, RefusedStep, DoneStep])
  .meta({ id: 'Step' })

export const SessionAnswer = z
  .object({
    account: z.object({ id: z.string(), email: z.string(), name: z.string().nullable(), locale: z.enum(locales) }),
    session: z.object({
      class: z.enum(['full', 'recovered', 'robot']),
      acr: z.enum(['urn:ecforce:acr:app', 'urn:ecforce:acr:email', 'urn:ecforce:acr:robot']),
      amr: z.array(z.enum(['pwd', 'otp', 'mfa'])).describe('RFC 8176'),
      authTime: instant,
      expiresAt: instant.describe('The end, however busy the session is'),
    }),
    memberships: z.array(z.object({ shop: z.string(), shopName: z.string(), role: z.string().nullable() })),
  })
  .meta({ id: 'SessionAnswer' })

export const AppsAnswer = z
  .object({
    services: z.array(
      z.object({
        shop: z.string(),
        shopName: z.string(),
        url: z.string().nullable().describe("Where the shop's admin opens; null until the shop has said"),
        legacySignInUntil: instant
          .nullable()
          .describe("Until when the shop's own sign-in works as well; null when it does no more"),
      }),
    ),
  })
  .meta({ id: 'AppsAnswer' })

export const ShopAnswer = z
  .object({
    shop: z.string(),
    name: z.string(),
    adminUrl: z.string().nullable().describe("Where the shop's admin opens; null until the shop has said"),
    phase: z.enum(['coexistence', 'enforced']).describe("Whether the shop's own sign-in works as well"),
    announcedAt: instant,
    enforcedAt: instant.describe('From when on accounts is the only way in'),
  })
  .meta({ id: 'ShopAnswer' })

// Problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const problemCodes = [
  'request_invalid',
  'password_unacceptable',
  'credentials_rejected',
  'code_rejected',
  'session_required',
  'session_restricted',
  'step_up_required',
  'origin_refused',
  'host_refused',
  'flow_not_found',
  'not_found',
  'method_not_allowed',
  'flow_conflict',
  'body_too_large',
  'unsupported_media_type',
  'throttled',
  'overloaded',
  'unavailable',
  'internal',
] as const

const bilingual = z.object({ ja: z.string(), en: z.string() })

/** RFC 9457, with a stable code and the words in both languages. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string().describe('The words in the language of the request'),
    messages: bilingual,
    supportCode: z.string().optional().describe('What the support desk looks up'),
    until: instant.nullable().optional().describe('From when on a restricted session may; null when not at all'),
    retryAfterSeconds: z.int().optional(),
    reason: z
      .enum(['mismatch', 'expired', 'exhausted', 'replayed', 'not_asked', 'too_short', 'too_long', 'common', 'context'])
      .optional()
      .describe('Why a code or a new password was not taken'),
    step: Step.nullable().optional().describe('Where the flow stands; null when it has ended'),
    errors: z
      .array(z.object({ pointer: z.string().describe('RFC 6901, into the body'), messages: bilingual }))
      .optional(),
  })
  .meta({ id: 'Problem' })
