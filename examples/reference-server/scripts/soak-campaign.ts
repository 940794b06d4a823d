import process from 'node:process'
import { runCampaign } from '../test/support/campaign.ts'

/** Ten thousand members are told of their switch by workers that are killed at ten random points. */
const members = 10_000
const killAfter = Array.from({ length: 10 }, () => Math.ceil(Math.random() * (members - 200))).toSorted((a, b) => a - b)
const { received } = await runCampaign({ members, killAfter, say: (line) => console.error(line) })

const mails = [...received.values()]
const twice = mails.filter((ids) => new Set(ids).size > 1).length
const repeated = mails.filter((ids) => ids.length > 1).length
console.log(`${received.size} of ${members} members told; by two different mails: ${twice}`)
console.log(`the same mail repeated because its answer was lost: ${repeated}`)
if (received.size !== members || twice > 0) process.exitCode = 1
