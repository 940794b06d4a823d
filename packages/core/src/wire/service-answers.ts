import type { z } from 'zod'
import type { ReadinessReport } from '../rooms/readiness/readiness.ts'
import { readinessAnswer } from './operator-answers.ts'
import type { ShopReadinessAnswer } from './service-schemas.ts'

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
