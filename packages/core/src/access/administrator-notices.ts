import type { Account } from '../domain/account.ts'
import type { AboutMember, OutboxMail } from '../domain/mail.ts'
import { sealNotice } from '../domain/notice.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Clock } from '../primitives/clock.ts'
import { maskEmailAddress } from '../primitives/email-address.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'

export interface AdministratorNoticesDeps {
  readonly members: MemberStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** The notices that tell who administers a shop of an account what becomes of its member, ready to go along with it. */
export type AdministratorNotices = (
  account: Pick<Account, 'id' | 'email'>,
  facts: AboutMember,
) => Promise<readonly OutboxMail[]>

export function administratorNotices({
  members,
  keys,
  clock,
  random,
  mailDomain,
}: AdministratorNoticesDeps): AdministratorNotices {
  return async ({ id, email }, facts) => {
    const maskedMember = maskEmailAddress(email.key)
    const options = { keys, random, now: clock.now(), domain: mailDomain }
    const administrators = await members.administratorsOf(id)
    return administrators.map(({ account, shopName }) =>
      sealNotice(account, { ...facts, maskedMember, shopName }, null, options),
    )
  }
}
