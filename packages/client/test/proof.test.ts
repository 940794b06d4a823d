import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createAccountsClient, type Problem } from '../src/index.ts'
import { solveProof } from '../src/proof.ts'

const flow = '0a'.repeat(13)
const step = { step: 'password', flow, email: 'a@shop.example' }
const words = { ja: '言葉', en: 'words' }
const asking = (difficultyBits: number): Problem => ({
  ...{ type: 'about:blank', title: 'title', status: 428, code: 'proof_required', detail: words.ja, messages: words },
  proof: { challenge: '1.2.three', difficultyBits },
})

/** A client whose server answers what is scripted, and the bodies that reached it. */
function scripted(...answers: readonly Response[]) {
  const bodies: unknown[] = []
  const rest = [...answers]
  const client = createAccountsClient({
    async fetch(_input, { body } = {}) {
      bodies.push(JSON.parse(String(body)))
      return rest.shift() ?? Response.error()
    },
  })
  return { client, bodies }
}

const problem = (body: Problem) => Response.json(body, { status: body.status })
const headOf = (challenge: string, solution: string) =>
  Math.clz32(createHash('sha256').update(`${challenge}.${solution}`).digest().readUInt32BE(0))

describe('a password for which the server asks for work first', () => {
  it('is sent once more with the work done, and the caller sees nothing of it', async () => {
    const { client, bodies } = scripted(problem(asking(12)), Response.json(step))
    expect(await client.signIn.password('as typed')).toEqual(step)
    expect(bodies).toEqual([
      { flow: null, password: 'as typed' },
      { flow: null, password: 'as typed', proof: { challenge: '1.2.three', solution: expect.any(String) } },
    ])
    const [, { proof }] = bodies as [unknown, { proof: { solution: string } }]
    expect(headOf('1.2.three', proof.solution)).toBeGreaterThanOrEqual(12)
  })

  it('is not sent a third time: what the server says then is the answer', async () => {
    const { client, bodies } = scripted(problem(asking(1)), problem(asking(1)))
    await expect(client.signIn.password('as typed')).rejects.toMatchObject({ code: 'proof_required' })
    expect(bodies).toHaveLength(2)
  })

  it('is given up when its signal is aborted, with the reason of that', async () => {
    const { client, bodies } = scripted(problem(asking(32)))
    const controller = new AbortController()
    const reason = new Error('the page was left')
    const typed = client.signIn.password('as typed', { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 50)
    await expect(typed).rejects.toBe(reason)
    expect(bodies).toHaveLength(1)
  })
})

it('leaves the page room between its lots', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const solution = await solveProof({ challenge: '1.2.three', difficultyBits: 15 })
  clearInterval(timer)
  expect(headOf('1.2.three', solution)).toBeGreaterThanOrEqual(15)
  expect(turns).toBeGreaterThan(1)
})
