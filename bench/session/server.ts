import { nextMessage, startScript, stop } from '../measure/processes.ts'

/** What answers: ours, the least that could, and a peer in both of its ways. */
export type Variant = 'accounts' | 'floor' | 'better-auth' | 'better-auth-cookie-cache'

export interface ServerReady {
  /** By name, each answering who is signed in. */
  readonly urls: Readonly<Record<string, string>>
  readonly cookie: string
  readonly email: string
  /** The names of the checks that it can time without HTTP. */
  readonly checks: readonly string[]
}

export interface ServerUse {
  /** Of all its threads, since it began. */
  readonly cpuMicroseconds: number
}

/** What a server process is asked over IPC. */
export type ServerQuestion =
  | { readonly ask: 'use' }
  | { readonly ask: 'time'; readonly check: string; readonly milliseconds: number }

/** A server process that knows who is signed in. */
export interface RunningServer extends ServerReady {
  readonly variant: Variant
  use(): Promise<ServerUse>
  /** Microseconds per check without HTTP, one check after another for so many milliseconds. */
  time(check: string, milliseconds: number): Promise<number>
  stop(): Promise<void>
}

/** Starts one variant over an empty database, and finds out that it tells right cookies from wrong ones. */
export async function startServer(
  variant: Variant,
  databaseUrl: string,
  nodeOptions: readonly string[] = [],
): Promise<RunningServer> {
  const child = startScript(
    'server',
    new URL('./server-process.ts', import.meta.url),
    [variant, databaseUrl],
    nodeOptions,
  )
  const ready = (await nextMessage(child)) as ServerReady
  const server: RunningServer = {
    ...ready,
    variant,
    use: () => answerTo<ServerUse>({ ask: 'use' }),
    time: (check, milliseconds) => answerTo<number>({ ask: 'time', check, milliseconds }),
    stop: () => stop(child),
  }
  for (const url of Object.values(server.urls)) await assertKnowsWhoIsSignedIn(server, url)
  return server

  async function answerTo<T>(question: ServerQuestion): Promise<T> {
    const answer = nextMessage(child)
    child.send(question)
    return (await answer) as T
  }
}

async function assertKnowsWhoIsSignedIn({ variant, cookie, email }: RunningServer, url: string): Promise<void> {
  const right = await fetch(url, { headers: { cookie } })
  const answer = await right.text()
  if (right.status !== 200 || !answer.includes(JSON.stringify(email))) {
    throw new Error(`${variant} does not know whose cookie it gave: ${right.status} ${answer}`)
  }
  for (const wrong of [tampered(cookie), '']) {
    const refused = await fetch(url, { headers: { cookie: wrong } })
    if (refused.status !== 401) throw new Error(`${variant} answers ${refused.status} to a wrong cookie`)
  }
}

/** Each cookie with one letter of its value changed. */
function tampered(cookies: string): string {
  return cookies.replaceAll(
    /=([^;]{10})(.)/g,
    (_, before: string, letter: string) => `=${before}${letter === 'A' ? 'B' : 'A'}`,
  )
}
