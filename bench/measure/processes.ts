import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Which core a process is kept on: servers on one, whoever loads them on another. */
export type Role = 'server' | 'load'

const cores: Readonly<Record<Role, string>> = { server: '0', load: '1' }

/** Whether processes can be kept on a core each; without that the scheduler decides, and figures scatter more. */
export const canPin: boolean =
  process.platform === 'linux' && availableParallelism() > 1 && spawnSync('taskset', ['--version']).error === undefined

/** Command and arguments that run `command` on the core of its role. */
export function pinned(role: Role, command: string, args: readonly string[]): readonly [string, string[]] {
  return canPin ? ['taskset', ['-c', cores[role], command, ...args]] : [command, [...args]]
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Runs a TypeScript file of the bench in a Node process of its own that speaks over IPC. What it prints is shown; it
 * has to end by itself when the channel is closed.
 */
export function startScript(
  role: Role,
  file: URL,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): ChildProcess {
  const script = fileURLToPath(file)
  const [command, commandArgs] = pinned(role, process.execPath, [
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    ...nodeOptions,
    script,
    ...args,
  ])
  const child = spawn(command, commandArgs, {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** The next message of a child. Rejects when it ends first. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController()
  try {
    const ended = once(child, 'exit', { signal: settled.signal }).then(([code, signal]) => {
      throw new Error(`a process of the benchmark ended with ${code ?? signal}`)
    })
    const [message] = await Promise.race([once(child, 'message', { signal: settled.signal }), ended])
    return message
  } finally {
    settled.abort()
  }
}

/** Ends a child and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (child.connected) child.disconnect()
  else child.kill()
  await gone
}
