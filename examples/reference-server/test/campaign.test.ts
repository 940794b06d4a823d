import { expect, it } from 'vitest'
import { runCampaign } from './support/campaign.ts'

it('a campaign killed again and again tells every member once, and none twice or not at all', async () => {
  const members = 300
  const { received, kills } = await runCampaign({ members, killAfter: [1, 40, 150, 260] })
  expect(kills).toBe(5)
  expect([...received.keys()].toSorted()).toEqual(
    Array.from({ length: members }, (_, n) => `p${n}@hogehoge.example`).toSorted(),
  )
  for (const [to, ids] of received) {
    expect(ids[0], to).toMatch(/@/)
    expect(new Set(ids).size, `${to} was told by two mails`).toBe(1)
    // An answer lost with the worker repeats a mail once, under its own name.
    expect(ids.length, to).toBeLessThanOrEqual(1 + kills)
  }
  const repeated = [...received.values()].filter((ids) => ids.length > 1).length
  expect(repeated).toBeLessThanOrEqual(20 * kills)
}, 180_000)
