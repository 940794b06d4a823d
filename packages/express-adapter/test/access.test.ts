import { readFileSync } from 'node:fs'
import type { Storage } from '@ecforce-accounts/core'
import { type OperationId, routes } from '@ecforce-accounts/core/wire'
import { describe, expect, it } from 'vitest'
import { bodyOf } from './support/bodies.ts'
import { named } from './support/described.ts'
import { enrolOperator, signInOperator } from './support/operators.ts'
import { robotAccount, robotsOnly } from './support/robots.ts'
import { type Browser, browser, hiro, openServer, type Server, signIn } from './support/server.ts'
import { addService } from './support/services.ts'

/** What a browser may have; the columns of the table in `docs/access.md`, in this order. */
const classes = {
  none: async () => {},
  flow: async (_server: Server, me: Browser) => void (await me.toCode(hiro)),
  stale: async (server: Server, me: Browser) => {
    await signIn(server, me, hiro)
    server.clock.advance(5 * 60_000)
  },
  recovered: async (server: Server, me: Browser) => void (await signIn(server, me, hiro)),
  robot: async (server: Server, me: Browser) => void (await signIn(server, me, hiro)),
  fresh: async (server: Server, me: Browser) => void (await signIn(server, me, hiro)),
  service: async () => {},
  operator: async (server: Server, me: Browser) => {
    await signInOperator(server, me, await enrolOperator(server, 'kei'))
  },
} as const
type Class = keyof typeof classes

/** What says that who asks may not, whatever is asked. */
const closed = new Set([
  'service_rejected',
  'operator_required',
  'session_required',
  'session_restricted',
  'step_up_required',
  'flow_not_found',
])

/**
 * What a robot’s session opens of the API: who it is, and which services it may enter (R25). Everything else that asks for
 * a session refuses it, also what is added after this was written.
 */
const openToRobots: readonly OperationId[] = ['currentSession', 'listApps']

const documented = readTable(readFileSync(new URL('../../../docs/access.md', import.meta.url), 'utf8'))

describe('who may call what', () => {
  it('is written down for every operation, and for no other', () => {
    expect([...documented.keys()].toSorted()).toEqual(Object.values(routes).map(rowOf).toSorted())
  })

  it.each(Object.keys(routes) as OperationId[])('%s is as the table says for every class of session', async (id) => {
    const row: string[] = []
    for (const one of Object.keys(classes) as Class[]) row.push(await answerTo(id, one))
    expect(row).toEqual(documented.get(rowOf(routes[id])))
  })
})

describe("a robot's session", () => {
  it.each(Object.keys(routes) as OperationId[])(
    'opens nothing of %s that is not open to nobody, but what it is for',
    (id) => {
      const [nobody, , , , robot] = documented.get(rowOf(routes[id])) ?? []
      if (!openToRobots.includes(id)) expect(robot === 'open' ? nobody : robot).toBe(robot)
      else expect([nobody, robot]).toEqual(['session_required', 'open'])
    },
  )

  it('is refused aloud: whatever is restricted for it stands in the audit log, by its name and the grant’s', async () => {
    const restricted = (Object.keys(routes) as OperationId[]).filter(
      (id) => documented.get(rowOf(routes[id]))?.[4] === 'session_restricted',
    )
    expect(restricted.length).toBeGreaterThan(20)
    const server = await openServer({ storage: (storage) => seenAs('robot', storage) })
    const me = browser(server)
    await classes.robot(server, me)
    for (const [n, id] of restricted.entries()) {
      const { method, path } = routes[id]
      const answer = await me.call(method.toUpperCase(), named(path), bodyOf(id, undefined), {})
      expect([id, answer.body?.code]).toEqual([id, 'session_restricted'])
      const events = (await server.accounts.audit.listBySubject(robotAccount(), 500)).filter(
        ({ name }) => name === 'bypass.act_refused',
      )
      expect([id, events.length]).toEqual([id, n + 1])
      expect(events[0]).toMatchObject({ outcome: 'refused', details: { grant: 'its-grant' } })
      expect(events[0]?.reason).not.toBe('')
    }
  })
})

async function answerTo(id: OperationId, one: Class): Promise<string> {
  const server = await openServer({ storage: (storage) => seenAs(one, storage) })
  const me = browser(server)
  await classes[one](server, me)

  const { method, path } = routes[id]
  const flow = me.jar.has('eca_tx') ? await flowOf(me) : undefined
  const body = bodyOf(id, flow)
  const headers = {
    ...(flow === undefined ? {} : { 'accounts-flow': flow }),
    ...(one === 'service' ? { authorization: (await addService(server)).authorization } : {}),
  }
  const answer = await me.call(method.toUpperCase(), named(path), body, headers)
  expect(answer.status).toBeLessThan(500)
  expect(answer.body?.code).not.toBe('request_invalid')
  return closed.has(answer.body?.code) ? answer.body.code : 'open'
}

async function flowOf(me: Browser): Promise<string | undefined> {
  return (await me.get('/sign-in')).body?.flow
}

/** A storage in which every session is of that class. */
function seenAs(one: Class, storage: Storage): Storage {
  if (one === 'robot') return robotsOnly(storage)
  if (one !== 'recovered') return storage
  const { sessions, accounts } = storage
  const find: Storage['sessions']['find'] = async (tokenHash) => {
    const view = await sessions.find(tokenHash)
    return view && { ...view, session: { ...view.session, sessionClass: one } }
  }
  return {
    ...storage,
    sessions: { ...sessions, find },
    accounts: {
      ...accounts,
      async findById(id) {
        const found = await accounts.findById(id)
        return found && { ...found, account: { ...found.account, mailResetAt: found.account.createdAt } }
      },
    },
  }
}

function rowOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method.toUpperCase()} ${path}`
}

/** The rows of the one table, by their first cell. */
function readTable(document: string): ReadonlyMap<string, readonly string[]> {
  const cellsOf = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''))
  const lines = document.split('\n').filter((line) => /^\| `[A-Z]+ \//.test(line))
  return new Map(lines.map(cellsOf).map(([name = '', ...cells]) => [name, cells]))
}
