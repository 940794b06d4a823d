import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { NoticeFacts, OutboxMail } from '../../domain/mail.ts'
import type { Member, ShopAdministrator } from '../../domain/member.ts'
import { sealNotice } from '../../domain/notice.ts'
import { type Retirement, SHARED_REMINDER_MILLISECONDS, type SharedMark } from '../../domain/shared-member.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideRetirement, nextOfRetirement, retiresAt } from '../../policy/retirement.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { MembershipStore } from '../../ports/membership-store.ts'
import type { SharedMembers } from '../../ports/shared-members.ts'
import type { Clock } from '../../primitives/clock.ts'
import { maskEmailAddress } from '../../primitives/email-address.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'

export interface DueMembersDeps {
  readonly sharedMembers: SharedMembers
  readonly memberships: MembershipStore
  readonly members: MemberStore
  readonly accounts: Pick<AccountStore, 'findById'>
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** What the days bring that a shop's administrators have said: reminders of shared members, and the end of memberships. */
export interface DueMembers {
  /** Does what is due, each thing once, whoever does it at once. What was killed in between is done by the next. */
  doDue(): Promise<void>
}

const BATCH = 100

export function dueMembers(deps: DueMembersDeps): DueMembers {
  const { sharedMembers, memberships, members, accounts, keys, clock, random, mailDomain: domain } = deps

  return {
    async doDue() {
      // What another node was faster with is not due any more, and comes back in no batch.
      for (;;) {
        const due = await sharedMembers.due(clock.now(), BATCH)
        for (const { member, shop, mark, retirement } of due) {
          if (mark && mark.remindsAt <= clock.now()) await remind(member, shop, mark)
          if (retirement && retirement.dueAt <= clock.now()) await goOn(member, shop, retirement)
        }
        if (due.length < BATCH) return
      }
    },
  }

  async function remind(member: Member, shop: Shop, mark: SharedMark): Promise<void> {
    const responsible = await memberships.find(shop.id, mark.responsibleId)
    const isThere = responsible?.state === 'active'
    const found = isThere && responsible.accountId !== null ? await accounts.findById(responsible.accountId) : null
    const administrators = await members.administratorsIn(shop.id)
    const everybody = new Map([
      ...administrators.map(({ account }) => [account.id, account] as const),
      ...(found ? [[found.account.id, found.account] as const] : []),
    ])
    const facts = {
      ...about(member, shop),
      about: 'member-shared',
      responsibleName: isThere ? responsible.name : null,
      markedAt: mark.markedAt,
    } as const
    await sharedMembers.remind(member, mark.remindsAt, clock.now() + SHARED_REMINDER_MILLISECONDS, {
      mails: [...everybody.values()].map((account) => notice(account, facts)),
    })
  }

  async function goOn(member: Member, shop: Shop, retirement: Retirement): Promise<void> {
    const decision = decideRetirement(retirement, clock.now())
    switch (decision.act) {
      case 'wait':
        return
      case 'tell': {
        const { on, dueAt } = retirement
        const next = { on, told: decision.told, dueAt: nextOfRetirement(on, decision.told) }
        const facts = { about: 'membership-ending', shopName: shop.name, endsAt: retiresAt(on) } as const
        const found = member.accountId === null ? null : await accounts.findById(member.accountId)
        const to = found?.account ?? ({ email: member.email, locale: 'ja' } as const)
        await sharedMembers.goOn(member, dueAt, next, { mails: [notice(to, facts)] })
        return
      }
      case 'end':
        return end(member, shop, retirement)
    }
  }

  async function end(member: Member, shop: Shop, { on, dueAt }: Retirement): Promise<void> {
    const administrators = await members.administratorsIn(shop.id)
    const removal = { before: member, to: { state: 'removed' }, at: clock.now(), retiring: dueAt } as const
    const outcome = await memberships.change(removal, {
      events: [event('member.removed', member, { retirement: on })],
      mails: told(
        administrators.filter(({ account }) => account.id !== member.accountId),
        'member-retired',
        member,
        shop,
      ),
    })
    if (outcome !== 'last_administrator') return
    await sharedMembers.goOn(member, dueAt, null, {
      events: [event('member.retirement_failed', member, { on, reason: outcome })],
      mails: told(administrators, 'member-retirement-failed', member, shop),
    })
  }

  function told(
    whom: readonly ShopAdministrator[],
    what: 'member-retired' | 'member-retirement-failed',
    member: Member,
    shop: Shop,
  ): OutboxMail[] {
    return whom.map(({ account }) => notice(account, { ...about(member, shop), about: what }))
  }

  function about({ email }: Member, { name: shopName }: Shop) {
    return { maskedMember: maskEmailAddress(email.key), shopName }
  }

  function notice(to: Parameters<typeof sealNotice>[0], facts: NoticeFacts): OutboxMail {
    return sealNotice(to, facts, null, { keys, random, now: clock.now(), domain })
  }

  function event(name: AuditEventName, { id, shopId, legacyId }: Member, details: AuditEvent['details']): AuditEvent {
    const facts = { actor: 'system', subject: id, shopId, details: { legacyId, ...details } } as const
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', ...facts })
  }
}
