import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { RolloutDocument, VerifyingKey } from '../domain/rollout-document.ts'

/** Signs what services verify. */
export interface DocumentSigner {
  /** The public halves of all keys, the signing one first. */
  readonly keys: readonly VerifyingKey[]

  /** All keys whole, in the same order, for an OpenID provider that signs by itself. */
  readonly secretKeys: readonly SigningKey[]

  /** The document as a compact JWS, signed by the first key. */
  sign(document: RolloutDocument): Promise<string>

  /** A logout token (OpenID Connect Back-Channel Logout 2.4), signed by the first key. */
  signLogout(claims: LogoutClaims): Promise<string>
}

/** A key that signs, as a JWK (RFC 8037). */
export interface SigningKey extends VerifyingKey {
  /** The secret. */
  readonly d: string
}

export interface LogoutClaims {
  readonly iss: string
  readonly aud: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly sub: string
  readonly sid: string
  readonly events: { readonly 'http://schemas.openid.net/event/backchannel-logout': object }
}

/** Why a document is not taken. */
export type DocumentRefusal =
  /** It is no such document, or signed in another way. */
  | 'malformed'
  /** None of the keys has its name: perhaps there are newer ones. */
  | 'unknown_key'
  /** The key did not sign this. */
  | 'forged'
  | 'other_issuer'
  | 'other_shop'

export type DocumentReading =
  | { readonly ok: true; readonly document: RolloutDocument }
  | { readonly ok: false; readonly reason: DocumentRefusal }

const ALGORITHM = 'EdDSA'
const TYPE = 'rollout+jwt'

/** What stands before an Ed25519 seed of 32 bytes in PKCS #8 (RFC 8410 section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A signer with the keys of these seeds (32 bytes each, one at the least), of which the first signs. */
export async function documentSigner(seeds: readonly Uint8Array[]): Promise<DocumentSigner> {
  const { CompactSign } = await import('jose')
  const pairs = await Promise.all(seeds.map(keyPair))
  const [signing] = pairs
  if (!signing) throw new TypeError('a signer needs a key')
  const { key, published: newest } = signing
  return {
    keys: pairs.map(({ published }) => published),
    secretKeys: pairs.map(({ secret }) => secret),
    sign: (document) => signed(document, TYPE),
    signLogout: (claims) => signed(claims, 'logout+jwt'),
  }

  /** Each type has its own name in the header: none can stand for another. */
  function signed(claims: object, typ: string): Promise<string> {
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: ALGORITHM, typ, kid: newest.kid })
      .sign(key)
  }
}

interface KeyPair {
  readonly key: KeyObject
  readonly published: VerifyingKey
  readonly secret: SigningKey
}

async function keyPair(seed: Uint8Array): Promise<KeyPair> {
  const { calculateJwkThumbprint } = await import('jose')
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const named = { kty: 'OKP', crv: 'Ed25519', x } as const
  const kid = await calculateJwkThumbprint(named)
  const published = { ...named, kid, alg: ALGORITHM, use: 'sig' } as const
  return { key, published, secret: { ...published, d: Buffer.from(seed).toString('base64url') } }
}

/**
 * The document that one of `keys` has signed for this shop. Whether it is fresh enough is the caller's to see to: one
 * that was taken once stays good.
 */
export async function verifyRolloutDocument(
  compact: string,
  expected: { readonly keys: readonly VerifyingKey[]; readonly issuer: string; readonly shop: string },
): Promise<DocumentReading> {
  const { compactVerify, decodeProtectedHeader, errors } = await import('jose')
  let payload: Uint8Array
  try {
    const { alg, typ, kid } = decodeProtectedHeader(compact)
    if (alg !== ALGORITHM || typ !== TYPE) return refused('malformed')
    const key = expected.keys.find((one) => one.kid === kid)
    if (!key) return refused('unknown_key')
    const { kty, crv, x } = key
    const verifying = createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
    payload = (await compactVerify(compact, verifying, { algorithms: [ALGORITHM] })).payload
  } catch (error) {
    return refused(error instanceof errors.JWSSignatureVerificationFailed ? 'forged' : 'malformed')
  }
  const claims = parsed(payload)
  if (!isRolloutDocument(claims)) return refused('malformed')
  if (claims.iss !== expected.issuer) return refused('other_issuer')
  if (claims.aud !== expected.shop) return refused('other_shop')
  return { ok: true, document: claims }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString())
  } catch {
    return null // what is no JSON is no document either
  }
}

/** By hand: a gate that is embedded in somebody's server loads no schema library for one document. */
function isRolloutDocument(claims: unknown): claims is RolloutDocument {
  if (typeof claims !== 'object' || claims === null) return false
  const { iss, aud, iat, exp, version, rollbacks, announcedAt, enforcedAt, closed, portalUrl, signInUrl } =
    claims as Record<keyof RolloutDocument, unknown>
  return (
    [iss, aud].every((name) => typeof name === 'string') &&
    [iat, exp, version, rollbacks, announcedAt ?? 0, enforcedAt ?? 0].every(isCount) &&
    [announcedAt, enforcedAt].every((instant) => instant !== undefined) &&
    Array.isArray(closed) &&
    closed.every((legacyId) => typeof legacyId === 'string') &&
    [portalUrl, signInUrl].every((url) => typeof url === 'string' && URL.canParse(url))
  )
}

function isCount(number: unknown): boolean {
  return Number.isSafeInteger(number) && (number as number) >= 0
}

function refused(reason: DocumentRefusal): DocumentReading {
  return { ok: false, reason }
}
