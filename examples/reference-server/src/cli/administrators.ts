import { isAdministratorRole, MemberRefusedError, parseEmailAddress } from '@ecforce-accounts/core'
import { told } from './operators.ts'
import { readOperators, type TwoOperatorOptions } from './rollout-options.ts'
import { tell } from './shops.ts'
import { type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface AdministratorOptions extends TwoOperatorOptions {
  readonly name?: string
  readonly role?: string
}

const outcomes = {
  promoted: '管理者にしました / is an administrator now',
  invited: '管理者として招待しました / was invited as an administrator',
  suspended:
    '停止中のメンバーです。ショップの管理者が再開します / is suspended; an administrator of the shop resumes it',
  can_sign_in:
    'まだ初期設定をしていません。初期設定のあとで実行してください / has not set up yet; run this once they have',
  held: '保留中です。member confirmで確認してください / is held; confirm it by member confirm',
} as const

/** Makes somebody an administrator of a shop in the name of two operators; 1 when that is not how they stand. */
export async function addAdministrator(
  tool: Tool,
  shop: string,
  address: string,
  options: AdministratorOptions,
): Promise<ExitCode> {
  const { name = null, role = 'administrator' } = options
  const read = parseEmailAddress(address)
  if (!read.ok) throw new UsageError(`メールアドレスではありません / no address: ${JSON.stringify(address)}`)
  if (!isAdministratorRole(role)) throw new UsageError(`管理者の役割ではありません / administers no shop: ${role}`)
  const by = await readOperators(options)
  if (by === null) throw new UsageError('two operators are needed: --operator and --second-operator')

  const request = { shopId: readShopId(shop), email: read.address, name, role }
  const { outcome } = await told(tool.accounts.administrators.add(request, by)).catch((error: unknown) => {
    if (!(error instanceof MemberRefusedError)) throw error
    throw new UsageError('すでに招待中か、同時に変更されました / is invited already, or was changed at the same time')
  })
  tell(options, { shop, outcome }, [`${address}: ${outcomes[outcome]}`])
  return outcome === 'promoted' || outcome === 'invited' ? 0 : 1
}
