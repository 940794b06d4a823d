import type { Instant } from '@ecforce-accounts/core/gate'
import type { GateMember } from './gate-sessions.ts'

/** How strong and how fresh a sign-in has to be for what somebody is about to do. */
export interface StepUp {
  /** Such as `urn:ecforce:acr:app`. Default: any but a robot's. */
  readonly acr?: string
  /** How long ago the last factor may have been proven: 60 or more. Default: however long. */
  readonly maxAgeSeconds?: number
}

/** From the weakest; whoever has proven more has proven less. */
const strengths = ['urn:ecforce:acr:robot', 'urn:ecforce:acr:email', 'urn:ecforce:acr:app']

export function isStrongEnough({ acr }: Pick<GateMember, 'acr'>, asked: string | null): boolean {
  if (asked === null || acr === asked) return true
  const [has, needs] = [strengths.indexOf(acr ?? ''), strengths.indexOf(asked)]
  return needs !== -1 && has >= needs
}

/** `toleranceSeconds`: by how much the clock of whoever said so may differ from ours. */
export function isFreshEnough(
  { authTime }: Pick<GateMember, 'authTime'>,
  maxAgeSeconds: number | null,
  now: Instant,
  toleranceSeconds: number,
): boolean {
  if (maxAgeSeconds === null) return true
  return authTime !== null && now - authTime <= (maxAgeSeconds + toleranceSeconds) * 1000
}
