import { userInfo } from 'node:os'
import process from 'node:process'
import { type Accounts, createAccounts, isShopId, type ShopId } from '@ecforce-accounts/core'
import { type MigrationOptions, openStorage } from '@ecforce-accounts/storage-sql'
import { breachedPasswords } from '../breached-passwords.ts'
import { readToolConfig, type ToolConfig } from '../config.ts'

/** What every command can be told. */
export interface CommonOptions {
  /** One JSON document on the standard output, for machines. */
  readonly json?: boolean
  /** Who does it; default: the user of this machine. */
  readonly actor?: string
}

/** What a command works with. */
export interface Tool {
  readonly accounts: Accounts
  readonly config: ToolConfig
  /** Who does it, for the audit log. */
  readonly actor: string
}

/** 0: all good. 1: done, but not all of it. 2: could not be done. */
export type ExitCode = 0 | 1 | 2

/** The command line cannot be followed; the message says why in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Opens the database of the environment, runs the command and lets go of the database, however it ends. */
export async function withTool(options: CommonOptions, work: (tool: Tool) => Promise<ExitCode>): Promise<ExitCode> {
  const config = readToolConfig(process.env)
  const actor = actorOf(options.actor)
  return withStorage(config, {}, async (storage) => {
    const accounts = await createAccounts({
      storage,
      keys: config.keys,
      legacyPeppers: config.legacyPeppers,
      ...breachedPasswords(config.breachedPasswordsUrl, sayOnStandardError),
      ...nobodySignsInHere,
    })
    return work({ accounts, config, actor })
  })
}

/** Opens a database, which brings it up to date, and lets go of it, however the work ends. */
export async function withStorage<T>(
  { databaseUrl }: ToolConfig,
  options: MigrationOptions,
  work: (storage: Awaited<ReturnType<typeof openStorage>>) => Promise<T>,
): Promise<T> {
  const storage = await openStorage(databaseUrl, options)
  try {
    return await work(storage)
  } finally {
    await storage.close()
  }
}

/** Reads the name of a shop. Throws `UsageError`. */
export function readShopId(text: string): ShopId {
  if (isShopId(text)) return text
  throw new UsageError(`${JSON.stringify(text)} is no shop: 2 to 63 lower-case letters, digits and inner hyphens`)
}

// A command answers no request and mails nothing. The floor of the password step is the server's affair: it must not
// keep a command from mending what keeps the server from starting.
const nobodySignsInHere = {
  issuer: 'http://localhost',
  passwordStepFloorMilliseconds: 10_000,
  mailer: {
    async send(): Promise<never> {
      throw new TypeError('a command sends no mail')
    },
  },
}

function sayOnStandardError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
}

function actorOf(given: string | undefined): string {
  const name = given ?? process.env.USER ?? userInfo().username
  const actor = name.includes(':') ? name : `operator:${name}`
  if (/^[a-z]+:[^\p{C}\s]{1,64}$/u.test(actor)) return actor
  throw new UsageError('--actor must be a name without spaces, such as funakoshi')
}
