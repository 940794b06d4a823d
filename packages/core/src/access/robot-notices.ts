import type { AboutRobot, OutboxMail } from '../domain/mail.ts'
import { sealNotice } from '../domain/notice.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Clock } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'

export interface RobotNoticesDeps {
  readonly members: Pick<MemberStore, 'administratorsIn'>
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** The notices that tell who administers a shop what becomes of its robots, ready to go along with it. */
export type RobotNotices = (shopId: ShopId, facts: AboutRobot) => Promise<readonly OutboxMail[]>

export function robotNotices({ members, keys, clock, random, mailDomain }: RobotNoticesDeps): RobotNotices {
  return async (shopId, facts) => {
    const options = { keys, random, now: clock.now(), domain: mailDomain }
    const administrators = await members.administratorsIn(shopId)
    return administrators.map(({ account, shopName }) => sealNotice(account, { ...facts, shopName }, null, options))
  }
}
