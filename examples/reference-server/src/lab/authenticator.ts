import { randomUUID } from 'node:crypto'
import { parse } from '@otplib/uri'
import { createGuardrails, generateSync, type HashAlgorithm } from 'otplib'

/** What one line of an authenticator app shows, and what the next one will be. */
export interface AuthenticatorEntry {
  readonly id: string
  /** Whose it is, as a person reads it: `hiro.kato@renshu-shoes.example`. */
  readonly label: string
  /** Who gave the secret out; `null` when it was typed in without saying. */
  readonly issuer: string | null
  /** Base32 (RFC 4648), without spaces. */
  readonly secret: string
  readonly code: string
  readonly nextCode: string
  readonly periodSeconds: number
  /** ISO 8601: from this instant on the next code is shown. */
  readonly validUntil: string
}

/** A secret as an enrolment page offers it: a link to open, or a key to type. */
export type OfferedSecret =
  | { readonly uri: string }
  | { readonly secret: string; readonly label: string; readonly issuer?: string | undefined }

export type Addition =
  | { readonly added: true; readonly entry: AuthenticatorEntry }
  | { readonly added: false; readonly reason: 'unreadable' | 'not-time-based' }

/** A phone's authenticator app, for people who have no phone: secrets in memory, codes by the lab's clock (RFC 6238). */
export interface Authenticator {
  /** Takes a secret in; one it holds already is held once, under its newest name. */
  add(offered: OfferedSecret): Addition
  /** The newest first. */
  entries(): readonly AuthenticatorEntry[]
  /** Resolves to whether there was such an entry. */
  remove(id: string): boolean
}

interface Held {
  readonly id: string
  readonly label: string
  readonly issuer: string | null
  readonly secret: string
  readonly algorithm: HashAlgorithm
  readonly digits: number
  readonly periodSeconds: number
}

// Other people's systems gave out ten bytes for years; what they gave out still has to be tried.
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 10 })

export function newAuthenticator(now: () => number): Authenticator {
  let held: readonly Held[] = []

  return {
    add(offered) {
      const read = readOffer(offered)
      if (read === null) return { added: false, reason: 'unreadable' }
      if (read === 'counter-based') return { added: false, reason: 'not-time-based' }
      const entry: Held = { ...read, id: held.find(({ secret }) => secret === read.secret)?.id ?? randomUUID() }
      const shown = show(entry)
      if (shown === null) return { added: false, reason: 'unreadable' }
      held = [entry, ...held.filter(({ id }) => id !== entry.id)]
      return { added: true, entry: shown }
    },

    entries: () => held.map(show).filter((entry) => entry !== null),

    remove(id) {
      const before = held.length
      held = held.filter((entry) => entry.id !== id)
      return held.length < before
    },
  }

  /** `null` when the secret is none that codes can be made of. */
  function show({ id, label, issuer, secret, algorithm, digits, periodSeconds }: Held): AuthenticatorEntry | null {
    const seconds = Math.floor(now() / 1000)
    const end = (Math.floor(seconds / periodSeconds) + 1) * periodSeconds
    const codeAt = (epoch: number) =>
      generateSync({ secret, algorithm, digits, period: periodSeconds, epoch, guardrails })
    try {
      return {
        id,
        label,
        issuer,
        secret,
        code: codeAt(seconds),
        nextCode: codeAt(end),
        periodSeconds,
        validUntil: new Date(end * 1000).toISOString(),
      }
    } catch {
      return null
    }
  }
}

function readOffer(offered: OfferedSecret): Omit<Held, 'id'> | 'counter-based' | null {
  if (!('uri' in offered)) {
    const { label, issuer = null, secret } = offered
    return { label, issuer, secret: canonical(secret), algorithm: 'sha1', digits: 6, periodSeconds: 30 }
  }
  try {
    const { type, label, params } = parse(offered.uri.trim())
    if (type !== 'totp') return 'counter-based'
    const [first = '', ...rest] = label.split(':')
    return {
      label: rest.length > 0 ? rest.join(':').trim() : first,
      issuer: params.issuer ?? (rest.length > 0 ? first : null),
      secret: canonical(params.secret),
      algorithm: params.algorithm ?? 'sha1',
      digits: params.digits ?? 6,
      periodSeconds: params.period ?? 30,
    }
  } catch {
    return null
  }
}

/** As it is typed from a page, in groups and small letters, so it is meant in one piece. */
function canonical(secret: string): string {
  return secret.normalize('NFKC').replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase()
}
