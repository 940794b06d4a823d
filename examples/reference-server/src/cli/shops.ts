import process from 'node:process'
import {
  appFirst,
  type CoexistenceDecision,
  decideCoexistence,
  emailFirst,
  isInvitationDays,
  type Shop,
} from '@ecforce-accounts/core'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface ShopOptions extends CommonOptions {
  readonly name?: string
  readonly adminUrl?: string
  readonly factors?: string
  readonly invitationDays?: string
}

const factorPolicies = { 'email-first': emailFirst, 'app-first': appFirst } as const

/** Makes a shop, or changes what is given of it. */
export async function setShop(tool: Tool, id: string, options: ShopOptions): Promise<ExitCode> {
  const { name, adminUrl, factors, invitationDays } = options
  if (name?.trim() === '') throw new UsageError('--name must not be empty')
  const days = invitationDays === undefined ? null : readInvitationDays(invitationDays)
  const changes = {
    ...(name !== undefined && { name: name.trim() }),
    ...(factors !== undefined && { factorPolicy: readFactorPolicy(factors) }),
    ...(adminUrl !== undefined && { adminUrl: adminUrl === '' ? null : adminUrl }),
  }
  const shop = await tool.accounts.rollouts.saveShop(readShopId(id), changes, tool.actor)
  if (days !== null) await tool.accounts.rollouts.setInvitationDays(shop.id, days, tool.actor)
  tell(options, shopFacts(shop, tool), [describeShop(shop, tool)])
  return 0
}

function readInvitationDays(typed: string): number {
  const days = Number(typed)
  if (isInvitationDays(days)) return days
  throw new UsageError('--invitation-days must be a whole number from 1 to 30')
}

function readFactorPolicy(preset: string) {
  if (preset === 'email-first' || preset === 'app-first') return factorPolicies[preset]
  throw new UsageError('--factors must be email-first or app-first')
}

export async function listShops(tool: Tool, options: CommonOptions): Promise<ExitCode> {
  const shops = await tool.accounts.rollouts.list()
  tell(
    options,
    shops.map((shop) => shopFacts(shop, tool)),
    shops.map((shop) => describeShop(shop, tool)),
  )
  return 0
}

/** Confirms that a claim held as stale is still wanted. */
export async function confirmMember(
  tool: Tool,
  shop: string,
  legacyId: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const shopId = readShopId(shop)
  await tool.accounts.rollouts.confirmClaim(shopId, legacyId, tool.actor)
  tell(options, { shop: shopId, legacyId, confirmed: true }, [`${shopId} ${legacyId}: 確認しました / confirmed`])
  return 0
}

/** One document for machines, or the lines. */
export function tell({ json }: CommonOptions, facts: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : lines.map((line) => `${line}\n`).join(''))
}

export function shopFacts(shop: Shop, { accounts }: Tool) {
  const { id, name, adminUrl, rollout } = shop
  const { phase } = decide(shop, accounts.clock.now())
  const instants = rollout && {
    announcedAt: new Date(rollout.announcedAt).toISOString(),
    enforcedAt: rollout.enforcedAt === null ? null : new Date(rollout.enforcedAt).toISOString(),
  }
  return { id, name, adminUrl, phase, announcedAt: null, enforcedAt: null, ...instants }
}

const phases = {
  before: '告知前 / before',
  coexistence: '併用期間 / coexistence',
  enforced: '切り替え済み / enforced',
} as const

export function describeShop(shop: Shop, { accounts }: Tool): string {
  const phase = phases[decide(shop, accounts.clock.now()).phase]
  const { announcedAt, enforcedAt = null } = shop.rollout ?? {}
  const end = enforcedAt === null ? '一時停止中 / paused' : inJapan(enforcedAt)
  const until = announcedAt === undefined ? '' : `  ${inJapan(announcedAt)} – ${end}`
  return `${shop.id}  ${shop.name}  ${shop.adminUrl ?? '-'}  ${phase}${until}`
}

function decide(shop: Shop, now: number): CoexistenceDecision {
  return decideCoexistence(shop.rollout, now)
}

const japanese = new Intl.DateTimeFormat('ja-JP', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Tokyo' })

export function inJapan(instant: number): string {
  return `${japanese.format(instant)}（日本時間）`
}
