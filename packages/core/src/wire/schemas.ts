import { z } from 'zod'
import { locales } from '../primitives/locale.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'
import { readRecoveryCode } from '../primitives/recovery-code.ts'
import { memberEventNames } from '../rooms/profile/member-event.ts'
import { bilingual, flowId, instant, sixDigits, typedPassword } from './parts.ts'

// Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const typedAddress = z.string().min(1).max(512).describe('The address as typed; full-width letters are understood')
const mailLocale = z.enum(locales).optional().describe('The language of the mails; by default that of Accept-Language')

export const SignInStartRequest = z
  .strictObject({
    email: typedAddress,
    returnTo: z
      .string()
      .max(2048)
      .optional()
      .describe('A path of this origin to go on to; anything else is passed over'),
    locale: mailLocale,
    askForCode: z
      .boolean()
      .optional()
      .describe('Whether a person wants to be asked for a code where a robot would not be; by default not'),
  })
  .meta({ id: 'SignInStartRequest' })

const accountName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)
  .optional()
  .describe('How the member is called; on one line')

export const PasswordRequest = z
  .strictObject({ flow: flowId, password: typedPassword, name: accountName })
  .meta({ id: 'PasswordRequest' })

/** What `proof_required` asks for, done. */
export const SolvedProof = z
  .strictObject({
    challenge: z.string().max(200),
    solution: z
      .string()
      .regex(/^[0-9a-z]{1,16}$/)
      .describe('With it, SHA-256 of `challenge.solution` begins with as many zero bits as were asked for'),
  })
  .meta({ id: 'SolvedProof' })

export const SignInPasswordRequest = z
  .strictObject({
    flow: flowId,
    password: typedPassword,
    proof: SolvedProof.optional(),
  })
  .meta({ id: 'SignInPasswordRequest' })

export const CodeRequest = z
  .strictObject({
    flow: flowId,
    code: z
      .string()
      .max(64)
      .refine((typed) => readNumericCode(typed) !== null || readRecoveryCode(typed) !== null, 'no code')
      .describe('Six digits, or a recovery code where one is asked for; full-width, spaces and hyphens are understood'),
  })
  .meta({ id: 'CodeRequest' })

const keepMail = z
  .boolean()
  .optional()
  .describe('Whether codes by mail stay another way beside the app. Default: they do')

export const AppConfirmRequest = z
  .strictObject({ flow: flowId, code: sixDigits, keepMail })
  .meta({ id: 'AppConfirmRequest' })

export const FactorAppConfirmRequest = z
  .strictObject({ code: sixDigits, keepMail })
  .meta({ id: 'FactorAppConfirmRequest' })

export const AppCodeRequest = z.strictObject({ code: sixDigits }).meta({ id: 'AppCodeRequest' })

export const FactorRequest = z
  .strictObject({ flow: flowId, factor: z.enum(['email', 'totp', 'recovery']) })
  .meta({ id: 'FactorRequest' })

export const PasswordResetRequest = z
  .strictObject({ email: typedAddress, locale: mailLocale })
  .meta({ id: 'PasswordResetRequest' })

const mailedToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .describe('What stands behind `#token=` in the mailed link')

export const MailedPasswordRequest = z
  .strictObject({ token: mailedToken, password: typedPassword })
  .meta({ id: 'MailedPasswordRequest' })

export const AddressRequest = z.strictObject({ email: typedAddress }).meta({ id: 'AddressRequest' })

export const MailedTokenRequest = z.strictObject({ token: mailedToken }).meta({ id: 'MailedTokenRequest' })

export const FlowRequest = z.strictObject({ flow: flowId }).meta({ id: 'FlowRequest' })

export const ProfileRequest = z
  .strictObject({
    name: accountName,
    locale: z.enum(locales).optional().describe('The language of the mails'),
  })
  .refine(({ name, locale }) => name !== undefined || locale !== undefined, 'nothing to change')
  .meta({ id: 'ProfileRequest' })

export const PasswordChangeRequest = z
  .strictObject({
    currentPassword: typedPassword,
    password: typedPassword.describe('The one to put in its place'),
  })
  .meta({ id: 'PasswordChangeRequest' })

/** The header that names the flow where there is no body. */
export const flowHeader = { name: 'accounts-flow', schema: flowId } as const

/** The header by which a page says its language. What is none of ours says nothing. */
export const localeHeader = {
  name: 'accounts-locale',
  schema: z.enum(locales).describe('The language of the page that asks; mails with codes are written in it'),
} as const

// Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const factorKind = z.enum(['email', 'totp', 'recovery'])

const stepOfFlow = {
  flow: flowId,
  email: z.string().describe('The address as it was typed'),
  invitationAsked: z.literal(true).optional().describe('An account of one’s own was asked for in this sign-in'),
}

export const PasswordStep = z.object({ step: z.literal('password'), ...stepOfFlow }).meta({ id: 'PasswordStep' })

export const CodeStep = z
  .object({
    step: z.literal('code'),
    ...stepOfFlow,
    factor: factorKind,
    purpose: z.enum(['enrol', 'verify', 'step-up']).describe('`enrol` at the first sign-in'),
    maskedDestination: z.string().nullable().describe('Where a mailed code goes; null for a code that nobody mails'),
    reference: z.string().nullable().describe('Two letters that the mail shows too; null while none was mailed'),
    validUntil: instant.nullable(),
    resendAt: instant.nullable().describe('From when on another may be asked for; null when no more are sent'),
    attemptsLeft: z.int().min(0),
    alternatives: z.array(factorKind).describe('Other ways that are open, the most likely first'),
    now: instant.describe("The server's clock, for count-downs"),
  })
  .meta({ id: 'CodeStep' })

export const LegacyAppStep = z
  .object({ step: z.literal('legacy-app'), ...stepOfFlow, attemptsLeft: z.int().min(0) })
  .meta({ id: 'LegacyAppStep' })

export const EnrolAppStep = z
  .object({
    step: z.literal('enrol-app'),
    ...stepOfFlow,
    shopName: z.string().nullable().describe('The shop that asks for an app'),
    asksAboutMail: z.boolean().describe('Whether to ask if codes by mail stay another way'),
    attemptsLeft: z.int().min(0),
  })
  .meta({ id: 'EnrolAppStep' })

export const NewPasswordStep = z
  .object({
    step: z.literal('new-password'),
    ...stepOfFlow,
    reason: z.enum(['reset', 'first', 'several-claims', 'second-shop', 'below-rules']),
    minimumLength: z.int(),
    name: z
      .object({ suggested: z.string().nullable() })
      .optional()
      .describe('Where an account is made by an invitation: its name may be said with the password'),
  })
  .meta({ id: 'NewPasswordStep' })

export const ConfirmStep = z
  .object({
    step: z.literal('confirm'),
    ...stepOfFlow,
    shopName: z.string().describe('The shop whose member one is about to become'),
    role: z.string().nullable(),
    inviterName: z.string().nullable(),
  })
  .meta({ id: 'ConfirmStep' })

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
    joined: z.string().nullable().describe('The id of the shop whose invitation was accepted just now'),
    recoveryCodes: z
      .array(z.string())
      .nullable()
      .describe('Codes for when the device is gone, said here and never again'),
  })
  .meta({ id: 'DoneStep' })

/** Where a sign-in stands: what the next screen asks for. */
export const Step = z
  .discriminatedUnion('step', [
    PasswordStep,
    CodeStep,
    LegacyAppStep,
    EnrolAppStep,
    NewPasswordStep,
    ConfirmStep,
    RefusedStep,
    DoneStep,
  ])
  .meta({ id: 'Step' })

/** An authenticator app to be enrolled; its secret is said here and never again. */
export const ShownAppAnswer = z
  .object({
    secret: z.string().describe('Base32, to be typed where nothing can be scanned'),
    uri: z.string().describe('What a QR code says: an otpauth address'),
    validUntil: instant,
    now: instant.describe("The server's clock, for count-downs"),
  })
  .meta({ id: 'ShownAppAnswer' })

/** The factors of who is signed in. */
export const FactorsAnswer = z
  .object({
    factors: z.array(
      z.object({
        id: z.string(),
        kind: factorKind,
        enrolledAt: instant,
        lastUsedAt: instant.nullable(),
        lockedAt: instant.nullable().describe('Since when it is no way in, after too many wrong codes'),
      }),
    ),
    recoveryCodesLeft: z.int().min(0),
    mail: z.enum(['allowed', 'barred']).describe('What the shops say of codes by mail beside an app'),
    needsApp: z.boolean().describe('Whether a shop asks for an app, so that it cannot be removed'),
    recoveryCodes: z.array(z.string()).nullable().describe('New recovery codes, said here and never again'),
  })
  .meta({ id: 'FactorsAnswer' })

/** What somebody signed in sees of the own account. */
export const ProfileAnswer = z
  .object({
    name: z.string().nullable(),
    email: z.string().describe('As it was typed when it was proven'),
    locale: z.enum(locales).describe('The language of the mails'),
    createdAt: instant.describe('Since when there is the account'),
    recoveredUntil: instant
      .nullable()
      .describe('Until when factors and the address cannot be changed after a reset by mail; null when they can'),
    factorLift: z
      .object({
        caseNumber: z.string(),
        factor: z.literal('totp'),
        liftsAt: instant.nullable().describe('When the factor goes; null while the lift is not approved'),
      })
      .nullable()
      .describe('The lift of a factor that is under way and can be cancelled'),
    minimumPasswordLength: z.int(),
  })
  .meta({ id: 'ProfileAnswer' })

const browser = z
  .object({ name: z.string().nullable(), system: z.string().nullable() })
  .describe('From known lists, never as the browser calls itself')

/** Where the account is signed in. */
export const DevicesAnswer = z
  .object({
    sessions: z.array(
      z.object({
        id: z.string(),
        current: z.boolean().describe('Whether it is the one that asks'),
        browser,
        address: z.string().nullable().describe('Where it was signed in from'),
        signedInAt: instant,
        lastSeenAt: instant.describe('A minute behind at the most'),
      }),
    ),
  })
  .meta({ id: 'DevicesAnswer' })

/** What happened to the account, the newest first. */
export const EventsAnswer = z
  .object({
    events: z.array(
      z.object({
        id: z.string(),
        at: instant,
        name: z.enum(memberEventNames),
        newDevice: z.boolean().describe('Whether it was a sign-in from a browser that the account did not know'),
        factors: z.array(factorKind).describe('The factors it is about: used, wrong, locked, lifted or added'),
        removedFactors: z.array(factorKind),
        shopName: z.string().nullable().describe('The shop whose member the account has become'),
        browser,
        address: z.string().nullable(),
      }),
    ),
    next: z.string().nullable().describe('What the next page comes after; null when nothing older is there'),
  })
  .meta({ id: 'EventsAnswer' })

export const LostFactorAnswer = z
  .object({
    caseNumber: z.string().describe('What the support desk looks up'),
    otherFactors: z.array(factorKind).describe('Other ways that are open, recovery codes among them'),
    administratorsOf: z.array(z.string()).describe('The shops whose administrators can be asked, by name'),
  })
  .meta({ id: 'LostFactorAnswer' })

export const PasswordResetAnswer = z
  .object({ email: z.string().describe('The address whose password it is now') })
  .meta({ id: 'PasswordResetAnswer' })

export const AddressAnswer = z
  .object({
    email: z.string().describe('The address of the account, as it was typed'),
    pending: z
      .object({ email: z.string(), validUntil: instant })
      .nullable()
      .describe('The address that waits to be confirmed from its mailbox'),
  })
  .meta({ id: 'AddressAnswer' })

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

const legacySignInUntil = instant
  .nullable()
  .describe(
    "Until when the shop's own sign-in works for the member as well; null when it does no more, and while nobody has set an end",
  )
const adminUrl = z.string().nullable().describe("Where the shop's admin opens; null until the shop has said")

export const AppsAnswer = z
  .object({
    services: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          icon: z.string().nullable().describe('A PNG as a `data:` URL'),
          url: z.string().describe('Begins a sign-in there by whoever is signed in here (OpenID Connect Core 4)'),
          shop: z.string(),
          shopName: z.string(),
          adminUrl,
          legacySignInUntil,
          lastEnteredAt: instant.nullable().describe('null: never'),
        }),
      )
      .describe('What the session may enter, the last used first; some may ask for a proof first'),
    unconnected: z
      .array(
        z.object({
          shop: z.string(),
          shopName: z.string(),
          adminUrl,
          legacySignIn: z.enum(['open', 'closed']).describe("Whether the shop's own sign-in works for the member"),
          legacySignInUntil,
        }),
      )
      .describe('Shops of the member that have nothing to enter yet'),
  })
  .meta({ id: 'AppsAnswer' })

export const ShopAnswer = z
  .object({
    shop: z.string(),
    name: z.string(),
    adminUrl,
    phase: z.enum(['coexistence', 'enforced']).describe("Whether the shop's own sign-in works as well"),
    announcedAt: instant,
    enforcedAt: instant
      .nullable()
      .describe('From when on accounts is the only way in; null while the switch is paused'),
  })
  .meta({ id: 'ShopAnswer' })

// Problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const problemCodes = [
  'request_invalid',
  'password_unacceptable',
  'factor_refused',
  'readiness_refused',
  'member_refused',
  'bypass_invalid',
  'bypass_refused',
  'credentials_rejected',
  'operator_rejected',
  'operator_code_rejected',
  'code_rejected',
  'service_rejected',
  'session_required',
  'operator_required',
  'session_restricted',
  'step_up_required',
  'origin_refused',
  'host_refused',
  'flow_not_found',
  'link_unusable',
  'not_found',
  'method_not_allowed',
  'flow_conflict',
  'body_too_large',
  'unsupported_media_type',
  'proof_required',
  'throttled',
  'overloaded',
  'unavailable',
  'internal',
] as const

/** Work to be done before the same request is heard. */
export const ProofOfWork = z
  .object({ challenge: z.string(), difficultyBits: z.int().describe('Zero bits at the head of SHA-256') })
  .meta({ id: 'ProofOfWork' })

const codeReasons = ['mismatch', 'expired', 'exhausted', 'replayed', 'not_asked', 'not_enrolled'] as const
const passwordReasons = ['too_short', 'too_long', 'common', 'context'] as const
const readinessReasons = ['announced', 'conflict'] as const
const memberReasons = [
  'wrong_state',
  'oneself',
  'last_administrator',
  'invitation_over',
  'sent_too_often',
  'own_password_first',
  'responsible_unusable',
  'day_unusable',
] as const
const bypassReasons = [
  'not_engineer',
  'self_approval',
  'same_operator',
  'text_missing',
  'robot_administrator',
  'robot_other_membership',
  'robot_password',
] as const
const operatorReasons = ['wrong_code', 'too_many'] as const
const factorReasons = ['last_factor', 'required_by_policy', 'barred_by_policy', 'enrolled', 'not_begun'] as const

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
    proof: ProofOfWork.optional(),
    reason: z
      .enum([
        ...codeReasons,
        ...passwordReasons,
        ...factorReasons,
        ...readinessReasons,
        ...memberReasons,
        ...bypassReasons,
        ...operatorReasons,
      ])
      .optional()
      .describe('Why a code, a new password, or a change of factors or members was not taken'),
    step: Step.nullable().optional().describe('Where the flow stands; null when it has ended'),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('RFC 6901, into the body'),
          messages: bilingual,
          reason: z.string().optional().describe('A code for it, where there is one'),
          suggestion: z.string().optional().describe('How it is to be written'),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' })
