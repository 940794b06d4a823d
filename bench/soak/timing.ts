import { hash } from 'node:crypto'
import { quantileOf } from '../measure/quartiles.ts'
import type { Findings } from './findings.ts'
import { freshAddress } from './person.ts'
import { startService } from './service.ts'

/** What the refusals of a member and of a stranger took, in milliseconds. */
export interface RefusalTimes {
  readonly memberMilliseconds: number
  readonly strangerMilliseconds: number
}

const TRIES = 200
/** How far the medians may lie apart. */
const TOLERANCE = 0.05

/**
 * Compares how long a wrong password of a member, whose hash a shop brought in, and any password of a stranger take to
 * be refused: two hundred of each, in turns, each from a place of its own.
 */
export async function compareRefusals(databaseUrl: string, findings: Findings): Promise<RefusalTimes> {
  const member = 'member@example.com'
  const service = await startService(databaseUrl, [member], 150)
  try {
    const times = { member: [] as number[], stranger: [] as number[] }
    for (let n = 0; n < TRIES; n++) {
      times.member.push(await refusal(service.origin, member, findings))
      times.stranger.push(await refusal(service.origin, `stranger${n}@example.com`, findings))
    }
    const memberMilliseconds = quantileOf(times.member, 0.5)
    const strangerMilliseconds = quantileOf(times.stranger, 0.5)
    if (Math.abs(memberMilliseconds / strangerMilliseconds - 1) > TOLERANCE) {
      findings.violate(`refusals tell members by time: ${memberMilliseconds} ms, strangers ${strangerMilliseconds} ms`)
    }
    return { memberMilliseconds, strangerMilliseconds }
  } finally {
    await service.stop()
  }
}

async function refusal(origin: string, email: string, findings: Findings): Promise<number> {
  const headers = { origin, 'content-type': 'application/json', 'x-forwarded-for': freshAddress() }
  const started = await fetch(`${origin}/api/sign-in`, { method: 'POST', headers, body: JSON.stringify({ email }) })
  const { flow } = (await started.json()) as { flow: string }
  const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const wrong = { flow, password: 'not the password' }
  const submit = async (body: object) => {
    const begin = performance.now()
    const refused = await fetch(`${origin}/api/sign-in/password`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    })
    const answer = (await refused.json()) as { readonly proof?: ProofOfWork }
    return { status: refused.status, proof: answer.proof, took: performance.now() - begin }
  }
  const first = await submit(wrong)
  // Whoever's the address is: after many failures an unknown browser has to work first, and is then refused as ever.
  const last = first.proof ? await submit({ ...wrong, proof: solved(first.proof) }) : first
  if (last.status !== 401) findings.violate(`a wrong password was answered with ${last.status}`)
  return last.took
}

interface ProofOfWork {
  readonly challenge: string
  readonly difficultyBits: number
}

function solved({ challenge, difficultyBits }: ProofOfWork): { readonly challenge: string; readonly solution: string } {
  for (let n = 0; ; n++) {
    const digest = hash('sha256', `${challenge}.${n}`, 'buffer')
    if (Math.clz32(digest.readUInt32BE()) >= difficultyBits) return { challenge, solution: String(n) }
  }
}
