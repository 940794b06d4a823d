import type { EmailKey, Instant, Locale, Mail, NoticeFacts, ShopId } from '@ecforce-accounts/core'
import { type RenderedMail, renderMail } from '@ecforce-accounts/mailer-smtp'

/** A mail as it would be sent, for whoever wants to see it beforehand. */
export interface SampleMail extends RenderedMail {
  /** Its kind, and what sets it apart from others of that kind: `code-enrol`. Fit for a URL and a file name. */
  readonly name: string
}

export interface SampleMailOptions {
  readonly issuer: string
  readonly supportUrl?: string
  /** What the mails tell of. Default: a member of the cast, on a November morning. */
  readonly facts?: Partial<SampleFacts>
}

/** What mails are told, as strangers may have written it: each name is somebody else's to choose. */
export interface SampleFacts {
  readonly now: Instant
  readonly to: EmailKey
  readonly personName: string
  readonly shopName: string
  readonly userAgent: string
  readonly address: string
}

const sampleShop = 'renshu-shoes' as ShopId
const MINUTE_MILLISECONDS = 60_000
const DAY_MILLISECONDS = 24 * 60 * MINUTE_MILLISECONDS

const castFacts: SampleFacts = {
  now: Date.parse('2026-11-22T10:00:00+09:00'),
  to: 'hiro.kato@renshu-shoes.example',
  personName: '加藤ひろ',
  shopName: 'れんしゅう靴店',
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  address: '203.0.113.7',
}

type Sample<M extends Mail> = (facts: SampleFacts, common: Pick<M, 'to' | 'locale'>) => { readonly [name: string]: M }

/** Every kind of mail, in each of the ways it can read; a kind that is not here does not compile. */
const samples: { readonly [M in Mail as M['kind']]: Sample<M> } = {
  code({ now, userAgent, address }, common) {
    const mail = {
      ...common,
      kind: 'code',
      code: '402931',
      reference: 'KX',
      validUntil: now + 10 * MINUTE_MILLISECONDS,
    } as const
    return {
      'code-enrol': { ...mail, purpose: 'enrol', attempt: { at: now, userAgent, address } },
      'code-verify': { ...mail, purpose: 'verify', attempt: { at: now, userAgent, address } },
      'code-step-up': { ...mail, purpose: 'step-up', attempt: { at: now, userAgent, address } },
      'code-from-unknown': { ...mail, purpose: 'verify', attempt: { at: now, userAgent: null, address: null } },
    }
  },

  reset({ now, userAgent, address, shopName }, common) {
    const mail = { ...common, kind: 'reset', attempt: { at: now, userAgent, address } } as const
    const token = 'sample-sample-sample-sample-sample-sample-s'
    const closed = ['not_announced', 'held', 'not_invited'] as const
    return {
      'reset-link': { ...mail, outcome: 'link', token, validUntil: now + 30 * MINUTE_MILLISECONDS },
      'reset-moved': { ...mail, outcome: 'refused', because: [{ reason: 'moved' }] },
      'reset-suspended': { ...mail, outcome: 'refused', because: [{ reason: 'suspended' }] },
      'reset-closed': { ...mail, outcome: 'refused', because: closed.map((reason) => ({ reason, shopName })) },
    }
  },

  invitation({ now, personName, shopName }, common) {
    const secrets = { token: 'sample-sample-sample-sample-sample-sample-s', code: '402931' }
    const validUntil = now + 7 * DAY_MILLISECONDS
    const mail = { ...common, ...secrets, kind: 'invitation', shopName, validUntil, isReminder: false } as const
    return {
      invitation: { ...mail, inviterName: personName, role: 'staff' },
      'invitation-reminder': { ...mail, inviterName: personName, role: 'staff', isReminder: true },
      'invitation-by-operators': { ...mail, inviterName: null, role: null },
    }
  },

  rollout({ now, shopName }, common) {
    const shop = { shopId: sampleShop, shopName, version: 2 }
    const mail = { ...common, ...shop, kind: 'rollout', at: now } as const
    const enforcedAt = now + 14 * DAY_MILLISECONDS
    const reminders = [7, 3, 1, 0].map((daysLeft) => [
      `rollout-reminder-${daysLeft}`,
      { ...mail, about: 'reminder' as const, daysLeft, enforcedAt: now + daysLeft * DAY_MILLISECONDS },
    ])
    return {
      'rollout-preparation': { ...mail, about: 'preparation', announceAt: now + 7 * DAY_MILLISECONDS },
      'rollout-announced': { ...mail, about: 'announced', enforcedAt },
      ...Object.fromEntries(reminders),
      'rollout-date-changed': { ...mail, about: 'date-changed', enforcedAt },
      'rollout-put-off': { ...mail, about: 'date-changed', enforcedAt: null },
    }
  },

  address({ now, userAgent, address }, common) {
    const mail = { ...common, kind: 'address', attempt: { at: now, userAgent, address } } as const
    const token = 'sample-sample-sample-sample-sample-sample-s'
    return {
      'address-link': { ...mail, outcome: 'link', token, validUntil: now + 60 * MINUTE_MILLISECONDS },
      'address-taken': { ...mail, outcome: 'taken' },
    }
  },

  notice({ now, userAgent, address }, common) {
    const mail = { ...common, kind: 'notice', at: now, from: { userAgent, address } } as const
    return Object.fromEntries(
      noticesAt({ now, userAgent, address }).map((facts) => [`notice-${facts.about}`, { ...mail, ...facts }]),
    )
  },
}

/** A notice of each subject, with what is told of it. */
function noticesAt({
  now,
  userAgent,
  address,
}: Pick<SampleFacts, 'now' | 'userAgent' | 'address'>): readonly NoticeFacts[] {
  const ofFactors = [
    'factor-added',
    'factor-removed',
    'factor-locked',
    'factor-lifted',
    'factor-lift-cancelled',
  ] as const
  const ofThemselves = [
    'new-device',
    'wrong-code',
    'password-changed',
    'claim-password-reset',
    'recovery-codes-made',
    'sessions-ended',
    'session-evicted',
    'legacy-app-dropped',
  ] as const
  return [
    ...ofThemselves.map((about) => ({ about })),
    ...ofFactors.map((about) => ({ about, factor: 'totp' }) as const),
    { about: 'password-reset', heldUntil: now + DAY_MILLISECONDS },
    { about: 'codes-stopped', until: now + DAY_MILLISECONDS },
    { about: 'factor-lift-asked', factor: 'totp', caseNumber: '7K3M-Q9TX', liftsAt: now + DAY_MILLISECONDS },
    {
      about: 'member-factor-lift',
      factor: 'totp',
      caseNumber: '7K3M-Q9TX',
      liftsAt: now + DAY_MILLISECONDS,
      maskedMember: 'h***@renshu-shoes.example',
      shopName: 'れんしゅう靴店',
    },
    {
      about: 'member-recovered',
      heldUntil: now + DAY_MILLISECONDS,
      maskedMember: 'h***@renshu-shoes.example',
      shopName: 'れんしゅう靴店',
    },
    { about: 'service-changed', change: 'secret-added', serviceName: '管理画面', shopName: 'れんしゅう靴店' },
    { about: 'robot-received', dueAt: now + 2 * DAY_MILLISECONDS, shopName: 'ためし雑貨' },
    {
      about: 'robot-approved',
      members: ['在庫ロボ'],
      ranges: ['203.0.113.10/32'],
      until: now + 90 * DAY_MILLISECONDS,
      shopName: 'ためし雑貨',
    },
    { about: 'robot-question', question: 'RPAのご契約先をお知らせください。', shopName: 'ためし雑貨' },
    { about: 'robot-rejected', reason: '登録のIPアドレスが、ご契約先のものと異なります。', shopName: 'ためし雑貨' },
    { about: 'robot-expiring', member: '在庫ロボ', until: now + 7 * DAY_MILLISECONDS, shopName: 'ためし雑貨' },
    { about: 'robot-expired', member: '在庫ロボ', shopName: 'ためし雑貨' },
    { about: 'robot-suspended', member: '在庫ロボ', because: 'credentials', shopName: 'ためし雑貨' },
    { about: 'robot-resumed', member: '在庫ロボ', until: now + 60 * DAY_MILLISECONDS, shopName: 'ためし雑貨' },
    { about: 'robot-revoked', member: '在庫ロボ', shopName: 'ためし雑貨' },
    { about: 'administrator-added', shopName: 'れんしゅう靴店', maskedMember: 'h***@renshu-shoes.example' },
    {
      about: 'new-devices',
      devices: [
        { at: now - 3 * 60 * MINUTE_MILLISECONDS, userAgent, address },
        { at: now - 60 * MINUTE_MILLISECONDS, userAgent: null, address: null },
      ],
    },
    { about: 'invitation-asked', askedFor: 'kei.egawa@renshu-shoes.example' as EmailKey },
    {
      about: 'member-invitation-asked',
      askedFor: 'kei.egawa@renshu-shoes.example' as EmailKey,
      maskedMember: 'h***@renshu-shoes.example',
      shopName: 'れんしゅう靴店',
    },
    {
      about: 'member-shared',
      maskedMember: 's***@renshu-shoes.example',
      shopName: 'れんしゅう靴店',
      responsibleName: '小川あかね',
      markedAt: now - 90 * DAY_MILLISECONDS,
    },
    { about: 'membership-ending', shopName: 'れんしゅう靴店', endsAt: now + 7 * DAY_MILLISECONDS },
    { about: 'member-retired', maskedMember: 's***@renshu-shoes.example', shopName: 'れんしゅう靴店' },
    { about: 'member-retirement-failed', maskedMember: 's***@renshu-shoes.example', shopName: 'れんしゅう靴店' },
    {
      about: 'robot-near-miss',
      shopName: 'れんしゅう靴店',
      maskedMember: 'r***@renshu-shoes.example',
      isElsewhere: true,
    },
    { about: 'membership-added', shopName: 'れんしゅう靴店' },
    { about: 'address-confirmed', maskedFormer: 'k***@renshu-shoes.example' },
    { about: 'address-reverted', heldUntil: now + DAY_MILLISECONDS },
    { about: 'address-given-up' },
    { about: 'recovery-code-used', codesLeft: 7 },
    { about: 'recovery-codes-low', codesLeft: 3 },
    {
      about: 'address-changed',
      maskedAddress: 'h***@renshu-shoes.example',
      revert: { token: 'sample-sample-sample-sample-sample-sample-s', until: now + 7 * DAY_MILLISECONDS },
    },
  ]
}

/** A sample of every kind of mail in one language, made by what makes the mails that are sent. */
export function sampleMails(locale: Locale, { issuer, supportUrl, facts }: SampleMailOptions): readonly SampleMail[] {
  const told = { ...castFacts, ...facts }
  const rendering = { issuer, ...(supportUrl !== undefined && { supportUrl }) }
  return Object.values(samples)
    .flatMap((sample) => Object.entries(sample(told, { to: told.to, locale })))
    .map(([name, mail]) => ({ name, ...renderMail(mail, rendering) }))
}
