import { readFile } from 'node:fs/promises'
import { type ServiceWeb, unfitPart } from '@ecforce-accounts/core'
import { UsageError } from './tool.ts'

/** Where a service is entered, as the command line says it. */
export interface ServiceWebOptions {
  readonly startUrl?: string
  readonly redirectUri?: readonly string[]
  /** An empty one: none. */
  readonly postLogoutUri?: readonly string[]
  /** Empty: is told nothing. */
  readonly backChannelLogoutUrl?: string
  /** A PNG file; empty: none. */
  readonly icon?: string
  /** It is entered nowhere. */
  readonly backEndOnly?: boolean
}

const nothing: ServiceWeb = {
  startUrl: '',
  redirectUris: [],
  postLogoutUris: [],
  backChannelLogoutUrl: null,
  icon: null,
}
const options = {
  startUrl: '--start-url',
  redirectUris: '--redirect-uri',
  postLogoutUris: '--post-logout-uri',
  backChannelLogoutUrl: '--back-channel-logout-url',
  icon: '--icon',
} as const satisfies Readonly<Record<keyof ServiceWeb, string>>
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Where a service is entered from now on: as before but for what is said, `null` for nowhere, and `undefined` when
 * nothing is said. Throws `UsageError`, which names the option.
 */
export async function readWeb(
  said: ServiceWebOptions,
  before: ServiceWeb | null,
): Promise<ServiceWeb | null | undefined> {
  const { startUrl, redirectUri, postLogoutUri, backChannelLogoutUrl, icon, backEndOnly = false } = said
  const isSaid = [startUrl, redirectUri, postLogoutUri, backChannelLogoutUrl, icon].some((one) => one !== undefined)
  if (backEndOnly && isSaid) {
    throw new UsageError('--back-end-onlyとアドレスは同時に指定できません / --back-end-only goes with no address')
  }
  if (!isSaid) return backEndOnly ? null : undefined

  const web: ServiceWeb = {
    ...(before ?? nothing),
    ...(startUrl !== undefined && { startUrl }),
    ...(redirectUri && { redirectUris: redirectUri }),
    ...(postLogoutUri && { postLogoutUris: postLogoutUri.filter((uri) => uri !== '') }),
    ...(backChannelLogoutUrl !== undefined && { backChannelLogoutUrl: backChannelLogoutUrl || null }),
    ...(icon !== undefined && { icon: icon === '' ? null : await readIcon(icon) }),
  }
  // People find a service by its start address, and come back to it by the other.
  for (const part of ['startUrl', 'redirectUris'] as const) {
    if (web[part].length === 0) throw new UsageError(`${options[part]}: ${missing}`)
  }
  const part = unfitPart(web)
  if (part !== null) throw new UsageError(`${options[part]}: ${part === 'icon' ? badIcon : badAddress}`)
  return web
}

const missing =
  'ほかのアドレスを指定するときは必要です / is missing: a service that people enter has a start address and one to come back to'
const badAddress =
  'httpsのアドレスを、#のない形で10件まで指定します（httpはこの端末だけ） / needs https addresses without a #, ten at the most (http on loopback alone)'
const badIcon = '12 KB以下のPNGファイルを指定します / needs a PNG file of 12 KB at the most'

async function readIcon(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${options.icon}: 読み取れません / cannot be read: ${reason}`)
  })
  if (!bytes.subarray(0, png.length).equals(png)) throw new UsageError(`${options.icon}: ${badIcon}`)
  return `data:image/png;base64,${bytes.toString('base64')}`
}

/** The options that would say it again. */
export function describeWeb(web: ServiceWeb): readonly string[] {
  const { startUrl, redirectUris, postLogoutUris, backChannelLogoutUrl, icon } = web
  return [
    `${options.startUrl} ${startUrl}`,
    ...redirectUris.map((uri) => `${options.redirectUris} ${uri}`),
    ...postLogoutUris.map((uri) => `${options.postLogoutUris} ${uri}`),
    ...(backChannelLogoutUrl === null ? [] : [`${options.backChannelLogoutUrl} ${backChannelLogoutUrl}`]),
    ...(icon === null ? [] : [`${options.icon} (PNG)`]),
  ]
}
