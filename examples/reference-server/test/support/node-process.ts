import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Variables of the child; of this process's own it is given nothing but what running needs. */
export type Variables = Readonly<Record<string, string>>

export interface Finished {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningNode {
  readonly child: ChildProcess
  /** Everything it has written so far. */
  stdout(): string
  stderr(): string
  readonly finished: Promise<Finished>
  /** Resolves when its standard output matches; rejects with all it wrote when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
}

/** Where the programs keep their sources compiled, for those that run next. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))

/** Runs a program of this package (`src/serve.ts`) from its sources in a Node process of its own. */
export function runNode(program: string, args: readonly string[], variables: Variables = {}): RunningNode {
  const path = fileURLToPath(new URL(`../../${program}`, import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', path, ...args],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        USER: 'tester',
        NODE_COMPILE_CACHE: compiled,
        ...variables,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A program that does not read its input to the end closes it on us.
  child.stdin.on('error', () => undefined)
  const finished = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    stdout,
    stderr,
  }))

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    finished,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(stdout)
          if (found) resolve(found)
        }
        child.stdout.on('data', look)
        finished.then(() => reject(new Error(`it ended without ${pattern}:\n${stdout}${stderr}`)), reject)
        look()
      }),
  }
}

/** Runs a program to its end. */
export async function finishNode(
  program: string,
  args: readonly string[],
  variables: Variables = {},
  input: string | Uint8Array = '',
): Promise<Finished> {
  const running = runNode(program, args, variables)
  running.child.stdin?.end(input)
  return running.finished
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
