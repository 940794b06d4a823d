import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiVisitor, apiVisitor } from './support/api-visitor.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'

const members = Array.from({ length: 200 }, (_, n) => `member-${n}@hogehoge.example`)
/** The longest that a mail of a dead worker is held back. */
const LEASE_MILLISECONDS = 60_000

interface Asked {
  readonly email: string
  /** The two letters that the answer promised a mail under; `null` when the answer never came. */
  readonly reference: string | null
}

describe('a server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({
      csv: memberCsv(members.map((email) => ({ email }))),
      // Everybody comes from one place here.
      variables: { TRUSTED_PROXIES: '127.0.0.1/32' },
    })
  })
  afterAll(() => server.stop())

  it('killed in the middle of two hundred sign-ins, the server locks nobody out and loses no mail', async () => {
    let answered = 0
    const killing = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (answered < members.length / 3) return
        clearInterval(look)
        resolve(server.kill())
      }, 1)
    })
    const asked = await inParallel(20, members, async (email, n): Promise<Asked> => {
      try {
        const answer = await askForCode(visitorOf(n), email)
        answered++
        return { email, reference: answer.status === 200 ? answer.body.reference : null }
      } catch {
        return { email, reference: null } // the connection died with the server
      }
    })
    await killing
    const promised = asked.filter(({ reference }) => reference !== null)
    expect(promised.length).toBeGreaterThan(0)
    expect(promised.length).toBeLessThan(members.length)

    await server.restart()
    const path = server.databaseUrl.replace('sqlite:', '')
    expect(new DatabaseSync(path, { readOnly: true }).prepare('PRAGMA integrity_check').get()).toEqual({
      integrity_check: 'ok',
    })

    await server.clock.advance(LEASE_MILLISECONDS)
    for (const { email, reference } of promised) await mailArrives(email, reference ?? '')
    for (const { email } of asked) {
      const ids = server.mailbox.messages(email).map(({ headers }) => headers['message-id'])
      expect(ids.length, `${email} was sent one mail again and again`).toBeLessThanOrEqual(new Set(ids).size + 1)
    }

    const sessions = await inParallel(20, members, async (email, n) => {
      const done = await visitorOf(n).signIn(email, memberPassword, (to) => server.mailbox.messages(to))
      return { email, step: done.body.step }
    })
    expect(sessions.filter(({ step }) => step !== 'done')).toEqual([])
  })

  /** Each at an address of their own, as members are. */
  function visitorOf(n: number): ApiVisitor {
    return apiVisitor(server.origin, `198.51.100.${n % 250}`)
  }

  async function askForCode(visitor: ApiVisitor, email: string) {
    const { body } = await visitor.post('/sign-in', { email })
    return visitor.post('/sign-in/password', { flow: body.flow, password: memberPassword })
  }

  async function mailArrives(email: string, reference: string): Promise<void> {
    for (let looks = 0; looks < 400; looks++) {
      if (server.mailbox.messages(email).some(({ subject }) => subject.includes(reference))) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`the mail ${reference} to ${email} is missing`)
  }
})

/** `work` on every item, `width` at a time, in order of the items. */
async function inParallel<T, R>(
  width: number,
  items: readonly T[],
  work: (item: T, n: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let n = next++; n < items.length; n = next++) {
        const item = items[n]
        if (item !== undefined) results[n] = await work(item, n)
      }
    }),
  )
  return results
}
