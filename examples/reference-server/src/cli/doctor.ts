import process from 'node:process'
import { isShopId } from '@ecforce-accounts/core'
import { readProxies } from '../config.ts'
import { type CommonOptions, type ExitCode, type Tool, UsageError } from './tool.ts'

export interface DoctorOptions extends CommonOptions {
  readonly peer: string
  readonly forwardedFor?: string
  readonly member?: string
}

/** Says where the server would take a request to come from, and what a member's exemption says to that. */
export async function examineAddress({ accounts }: Tool, options: DoctorOptions): Promise<ExitCode> {
  const found = await accounts.addressDoctor.examine({
    peer: options.peer,
    forwardedFor: options.forwardedFor ?? null,
    proxies: readProxies(process.env),
    member: options.member === undefined ? null : readMember(options.member),
  })
  if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`)
  else process.stdout.write(`${described(found).join('\n')}\n`)
  return found.address === null || (found.exemption !== null && found.exemption.bypass === 'refused') ? 1 : 0
}

function readMember(text: string) {
  const [, shopId = '', legacyId = ''] = /^([^/]+)\/(.+)$/s.exec(text) ?? []
  if (!isShopId(shopId) || legacyId === '') {
    throw new UsageError(`--member ${JSON.stringify(text)}: name it as SHOP/LEGACY_ID, such as hogehoge/15`)
  }
  return { shopId, legacyId }
}

type Found = Awaited<ReturnType<Tool['accounts']['addressDoctor']['examine']>>

function described({ peer, hops, proxies, address, exemption }: Found): readonly string[] {
  return [
    `peer: ${peer}`,
    `TRUSTED_PROXIES: ${proxies.join(', ') || '-'}`,
    ...hops.map((hop) => `hop: ${hop.text || '-'} ${hop.address === null ? 'unreadable' : hop.isProxy ? 'proxy' : ''}`),
    `address: ${address ?? 'unknown'}`,
    ...(exemption === null ? [] : [`exemption: ${exemption.bypass}`]),
    ...(exemption?.grant ? [`grant: ${exemption.grant.id} ${exemption.grant.ranges.join(', ')}`] : []),
    ...(exemption?.reasons ?? []).map((reason) => `missing: ${reason}`),
  ].map((line) => line.trimEnd())
}
