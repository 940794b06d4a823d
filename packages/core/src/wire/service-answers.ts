import type { z } from 'zod'
import type { Entrant } from '../rooms/entry/entry.ts'
import type { ReadinessReport } from '../rooms/readiness/readiness.ts'
import { timestamp } from './answers.ts'
import { readinessAnswer } from './operator-answers.ts'
import type { IntrospectionAnswer, ShopReadinessAnswer } from './service-schemas.ts'

/** What was found of a shop's members as the API tells the shop itself. Throws `TypeError` for a report of no shop. */
export function shopReadinessAnswer(report: ReadinessReport): z.infer<typeof ShopReadinessAnswer> {
  const { shops, findings, ...about } = readinessAnswer(report, true)
  const [found] = shops
  if (!found?.members) throw new TypeError('a report of one shop has that shop')
  return {
    ...about,
    // Which other shops list somebody is none of its business.
    findings: findings.filter(({ code }) => code !== 'several-shops'),
    ...found,
    members: found.members,
  }
}

/** How somebody who entered a service stands as the API says it; `null`: not any more. */
export function introspectionAnswer(entrant: Entrant | null): z.infer<typeof IntrospectionAnswer> {
  if (entrant === null) return { active: false }
  const { subject, legacyId, role, email, name, locale, acr, amr, authTime, sessionClass, expiresAt } = entrant
  return {
    active: true,
    sub: subject,
    memberId: legacyId,
    role,
    email,
    name,
    locale,
    acr,
    amr: [...amr],
    authTime: timestamp(authTime),
    sessionClass,
    expiresAt: timestamp(expiresAt),
  }
}
