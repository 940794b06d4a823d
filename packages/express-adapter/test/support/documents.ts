import { DOCUMENT_LIFETIME_SECONDS, type RolloutDocument } from '@ecforce-accounts/core'
import { noon } from '@ecforce-accounts/core/testing'

const issuer = 'https://accounts.example'

/** A document made at noon of a shop that is not announced, but for what is given. */
export function aDocument(changes: Partial<RolloutDocument> = {}): RolloutDocument {
  const iat = noon / 1000
  return {
    iss: issuer,
    aud: 'renshu-shoes',
    iat,
    exp: iat + DOCUMENT_LIFETIME_SECONDS,
    version: 1,
    rollbacks: 0,
    announcedAt: null,
    enforcedAt: null,
    closed: [],
    portalUrl: `${issuer}/portal/apps`,
    signInUrl: `${issuer}/sign-in`,
    ...changes,
  }
}
