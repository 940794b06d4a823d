import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accountsServer } from './accounts.ts'
import { betterAuthServer } from './better-auth.ts'
import { floorServer } from './floor.ts'
import type { ServerQuestion, ServerReady, ServerUse, Variant } from './server.ts'
import type { SessionServer } from './session-server.ts'

const LOOKS_AT_THE_CLOCK_EVERY = 50

/** `server-process.ts VARIANT URL`: one server; says over IPC where it listens, and answers what it is asked. */
async function serve(variant: Variant, url: string): Promise<void> {
  const http = createServer()
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const { port } = http.address() as AddressInfo

  const { app, paths, cookie, email, checks } = await serverOf(variant, url, port)
  http.on('request', app)
  const urls = Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, `http://127.0.0.1:${port}${path}`]),
  )
  process.on('message', async (question: ServerQuestion) => {
    if (question.ask === 'use') {
      const { user, system } = process.cpuUsage()
      process.send?.({ cpuMicroseconds: user + system } satisfies ServerUse)
    } else {
      process.send?.(await timed(checks[question.check], question.milliseconds))
    }
  })
  process.send?.({
    urls,
    cookie,
    email,
    checks: Object.keys(checks),
  } satisfies ServerReady)
}

/** Microseconds per check, one after another. */
async function timed(check: (() => unknown) | undefined, milliseconds: number): Promise<number> {
  if (!check || !(await check())) throw new Error('nobody is signed in')
  const began = performance.now()
  let done = 0
  let now = began
  while (now - began < milliseconds) {
    for (let i = 0; i < LOOKS_AT_THE_CLOCK_EVERY; i++) await check()
    done += LOOKS_AT_THE_CLOCK_EVERY
    now = performance.now()
  }
  return ((now - began) / done) * 1000
}

function serverOf(variant: Variant, url: string, port: number): Promise<SessionServer> {
  switch (variant) {
    case 'accounts':
      return accountsServer(url, port)
    case 'floor':
      return floorServer(url)
    case 'better-auth':
      return betterAuthServer(url, false)
    case 'better-auth-cookie-cache':
      return betterAuthServer(url, true)
  }
}

process.on('disconnect', () => process.exit())
const [variant, url] = process.argv.slice(2)
if (!url) throw new TypeError('usage: server-process.ts VARIANT URL')
await serve(variant as Variant, url)
