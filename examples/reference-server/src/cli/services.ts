import process from 'node:process'
import {
  isServiceId,
  type ServiceActBy,
  type ServiceId,
  type ServiceListing,
  type ServiceRefusal,
  ServiceRefusedError,
  type ServiceWeb,
} from '@ecforce-accounts/core'
import { told } from './operators.ts'
import { readOperators, type TwoOperatorOptions } from './rollout-options.ts'
import { describeWeb, readWeb, type ServiceWebOptions } from './service-web.ts'
import { tell } from './shops.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface ServiceOptions extends TwoOperatorOptions, ServiceWebOptions {
  readonly shop?: string
  readonly name?: string
}

/** Adds a service of a shop and shows its secret, this once. */
export async function addService(tool: Tool, id: string, options: ServiceOptions): Promise<ExitCode> {
  const { shop = '', name } = options
  const web = await readWeb(options, null)
  const request = { id, shopId: readShopId(shop), ...(name !== undefined && { name }), ...(web && { web }) }
  const added = await explained(tool.accounts.services.add(request, await by(tool, options)))
  showSecret(options, { ...factsOf(added.service), secret: added.secret }, '追加しました', 'added')
  return 0
}

/** Says where a service is entered; what is not said stays as it was. */
export async function setService(tool: Tool, id: string, options: ServiceOptions): Promise<ExitCode> {
  const serviceId = readServiceId(id)
  const service = (await tool.accounts.services.list()).find((one) => one.id === serviceId)
  if (!service) throw new UsageError(refusals.unknown)
  const web = await readWeb(options, service.web)
  if (web === undefined) {
    throw new UsageError(
      '変更するアドレスを指定してください（--start-urlなど） / say what changes, such as --start-url',
    )
  }
  await explained(tool.accounts.services.setWeb(serviceId, web, await by(tool, options)))
  tell(options, { ...factsOf(service), web }, [`${id}: 変更しました / changed`, ...linesOf(web)])
  return 0
}

export async function listServices(tool: Tool, options: ServiceOptions): Promise<ExitCode> {
  const shopId = options.shop === undefined ? undefined : readShopId(options.shop)
  const facts = (await tool.accounts.services.list(shopId)).map(factsOf)
  const lines = facts.flatMap(({ id, shop, name, secretsIssuedAt, web }) => [
    `${id}  ${shop}  ${name}  ${secretsIssuedAt.join('  ')}`,
    ...linesOf(web),
  ])
  tell(options, facts, lines)
  return 0
}

/** How telling the services that somebody has left them went; those that were given up make it 1. */
export async function showDeliveries(tool: Tool, options: ServiceOptions): Promise<ExitCode> {
  const { services } = tool.accounts
  const shopId = options.shop === undefined ? undefined : readShopId(options.shop)
  const [all, deliveries] = await Promise.all([services.list(shopId), services.deliveries()])
  const facts = all
    .filter(({ web }) => web !== null)
    .map(({ id, shopId: shop, name, web }) => {
      const {
        waiting = 0,
        told = 0,
        failed = 0,
        lastError = null,
      } = deliveries.find((one) => one.serviceId === id) ?? {}
      return { id, shop, name, isTold: web?.backChannelLogoutUrl !== null, waiting, told, failed, lastError }
    })
  const lines = facts.map(({ id, shop, name, isTold, waiting, told, failed, lastError }) => {
    const counts = `待ち / waiting ${waiting}  済み / told ${told}  失敗 / failed ${failed}`
    return [id, shop, name, isTold ? counts : '通知先なし / is told nothing', lastError ?? ''].join('  ').trimEnd()
  })
  tell(options, facts, lines)
  return facts.some(({ failed }) => failed > 0) ? 1 : 0
}

/** Gives a service a second secret, shown this once; the older stays good until it is retired. */
export async function rotateSecret(tool: Tool, id: string, options: ServiceOptions): Promise<ExitCode> {
  const secret = await explained(tool.accounts.services.rotateSecret(readServiceId(id), await by(tool, options)))
  showSecret(
    options,
    { id, secret },
    '新しいシークレットを追加しました',
    'has a new secret; the former one is still good',
  )
  return 0
}

export async function retireSecret(tool: Tool, id: string, options: ServiceOptions): Promise<ExitCode> {
  await explained(tool.accounts.services.retireSecret(readServiceId(id), await by(tool, options)))
  tell(options, { id, retired: true }, [`${id}: 古いシークレットを無効にしました / the former secret is good no more`])
  return 0
}

export async function removeService(tool: Tool, id: string, options: ServiceOptions): Promise<ExitCode> {
  await explained(tool.accounts.services.remove(readServiceId(id), await by(tool, options)))
  tell(options, { id, removed: true }, [`${id}: 削除しました / removed`])
  return 0
}

/** The secret alone on the standard output, for whatever keeps it; what a person reads beside it. */
function showSecret(
  options: CommonOptions,
  facts: { readonly id: string; readonly secret: string },
  ja: string,
  en: string,
): void {
  tell(options, facts, [facts.secret])
  if (options.json) return
  process.stderr.write(`${facts.id}: ${ja}。シークレットは今だけ表示します。\n`)
  process.stderr.write(`${facts.id} ${en}. The secret is shown this once.\n`)
}

function factsOf({ id, shopId, name, addedAt, secretsIssuedAt, web }: ServiceListing) {
  const iso = (instant: number) => new Date(instant).toISOString()
  return { id, shop: shopId, name, addedAt: iso(addedAt), secretsIssuedAt: secretsIssuedAt.map(iso), web }
}

function linesOf(web: ServiceWeb | null): readonly string[] {
  return web === null ? [] : describeWeb(web).map((line) => `  ${line}`)
}

function readServiceId(text: string): ServiceId {
  if (isServiceId(text)) return text
  throw new UsageError(refusals.bad_id)
}

async function by({ actor }: Tool, options: ServiceOptions): Promise<ServiceActBy> {
  const operators = await readOperators(options)
  return { actor, ...(operators && { operators }) }
}

const refusals: Readonly<Record<ServiceRefusal, string>> = {
  bad_id:
    'サービスのIDには英小文字、数字、ハイフンを使います（2～63文字） / a service is named by 2 to 63 lower-case letters, digits and inner hyphens',
  bad_name: '名前は64文字までの1行です / a name is one line of at most 64 characters',
  id_taken: 'そのIDは使われています / the id is taken',
  unknown: 'そのサービスはありません / there is no such service',
  two_secrets:
    'シークレットはすでに2つあります。先に古いほうを無効にしてください / it has two secrets already; retire the former one first',
  one_secret: 'シークレットは1つだけです / it has one secret alone',
  two_operators:
    '2名のオペレーターが必要です（--operatorと--second-operator） / two operators have to stand behind it: --operator and --second-operator',
}

async function explained<T>(work: Promise<T>): Promise<T> {
  return told(
    work.catch((error: unknown) => {
      if (error instanceof ServiceRefusedError) throw new UsageError(refusals[error.reason])
      throw error
    }),
  )
}
