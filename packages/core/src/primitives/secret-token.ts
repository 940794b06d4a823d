import { hash } from 'node:crypto'
import type { Random } from './random.ts'

/** The SHA-256 of a secret token in base64url: what is stored in its place. */
export type TokenHash = string

const shape = /^[A-Za-z0-9_-]{43}$/

/** 256 random bits in base64url: a session's, a flow's or a device's secret. */
export function newSecretToken(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url')
}

/** What is stored of a token of ours. */
export function hashSecretToken(token: string): TokenHash {
  return hash('sha256', token, 'base64url')
}

/** What would be stored of a token that somebody sent; `null`, without hashing it, for what cannot be one of ours. */
export function readSecretToken(sent: string | null | undefined): TokenHash | null {
  return sent && shape.test(sent) ? hashSecretToken(sent) : null
}
