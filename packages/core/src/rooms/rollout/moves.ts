import type { OperatorDoor } from '../../access/operator-door.ts'
import { type OperatorProof, twoOperators } from '../../access/two-operators.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import { STALE_AFTER_MILLISECONDS } from '../../domain/member.ts'
import type { RolloutAct, RolloutRecord } from '../../domain/rollout.ts'
import type { IsHoliday } from '../../policy/cut.ts'
import { decideRolloutAct, needsTwoOperators, type RolloutFacts } from '../../policy/rollout-acts.ts'
import type { RolloutStore } from '../../ports/rollout-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { ShopNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { RolloutRefusedError } from './refusals.ts'

/** Who moves a switch, and why. */
export interface MoveBy {
  /** Such as `operator:funakoshi`, or `system`. */
  readonly actor: string
  /** In a sentence, for the audit log. Scheduling and announcing go without. */
  readonly reason?: string
  /** For what two operators have to stand behind: a window shorter than two weeks, and a roll-back. */
  readonly operators?: readonly [OperatorProof, OperatorProof]
}

/** A switch that was moved. */
export interface Moved {
  readonly record: RolloutRecord
  /** How many claims the announcement holds as long unused; 0 for every other act. */
  readonly heldAsStale: number
}

export interface MovesDeps {
  readonly rollouts: RolloutStore
  readonly operatorDoor: OperatorDoor
  readonly isHoliday: () => Promise<IsHoliday>
  readonly clock: Clock
  readonly random: Random
}

/** How often a move is decided anew when somebody else's came first. */
const TRIES = 3

/** Moves a switch by one act: decided, stored and audited as one. */
export function moves({ rollouts, operatorDoor, isHoliday, clock, random }: MovesDeps) {
  return { move, decide }

  /** Where the act would leave the switch. Throws `ShopNotFoundError` and `RolloutRefusedError`. */
  async function decide(shopId: ShopId, act: RolloutAct) {
    const record = await rollouts.find(shopId)
    if (!record) throw new ShopNotFoundError(shopId)
    const facts: RolloutFacts = {
      ...(await rollouts.facts(shopId)),
      now: clock.now(),
      isHoliday: await isHoliday(),
    }
    const decision = decideRolloutAct(record, act, facts)
    if (!decision.allowed) throw new RolloutRefusedError(decision.reason)
    return { record, next: decision.next, facts }
  }

  async function move(shopId: ShopId, act: RolloutAct, by: MoveBy): Promise<Moved> {
    const reason = by.reason?.trim() ?? ''
    if (reason === '' && !goesWithoutReason(act)) throw new RolloutRefusedError('reason_missing')
    let approved = false
    for (let tries = 0; tries < TRIES; tries++) {
      const { record, next } = await decide(shopId, act)
      if (!approved && needsTwoOperators(record, act)) {
        if (!by.operators) throw new RolloutRefusedError('two_operators')
        await twoOperators(operatorDoor, by.operators)
        approved = true
      }
      const stored = await store(act, next, event(act, next, by, reason))
      if (stored !== null) return stored
    }
    throw new RolloutRefusedError('conflict')
  }

  async function store(act: RolloutAct, next: RolloutRecord, moved: AuditEvent): Promise<Moved | null> {
    const along = { events: [moved] }
    if (act.act === 'announce') {
      const held = await rollouts.announce(next, clock.now() - STALE_AFTER_MILLISECONDS, along)
      return held === null ? null : { record: next, heldAsStale: held }
    }
    const withdrawn = act.act === 'roll-back' && next.rollout === null
    const stored = withdrawn ? await rollouts.withdraw(next, along) : await rollouts.advance(next, along)
    return stored ? { record: next, heldAsStale: 0 } : null
  }

  function event(act: RolloutAct, next: RolloutRecord, { actor, operators }: MoveBy, reason: string): AuditEvent {
    const { shopId, version, announceAt, rollout } = next
    const details = {
      version,
      announceAt,
      announcedAt: rollout?.announcedAt ?? null,
      enforcedAt: rollout?.enforcedAt ?? null,
      windowMilliseconds: next.plan.windowMilliseconds,
      ...(reason !== '' && { reason }),
      ...(operators && { operators: operators.map(({ name }) => name).join(' ') }),
    }
    const name = eventNames[act.act]
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor, subject: shopId, shopId, details })
  }
}

export type Moves = ReturnType<typeof moves>

const eventNames: Readonly<Record<RolloutAct['act'], AuditEventName>> = {
  schedule: 'rollout.scheduled',
  unschedule: 'rollout.unscheduled',
  announce: 'rollout.announced',
  postpone: 'rollout.postponed',
  extend: 'rollout.extended',
  pause: 'rollout.paused',
  resume: 'rollout.resumed',
  'roll-back': 'rollout.rolled_back',
}

function goesWithoutReason({ act }: RolloutAct): boolean {
  return act === 'schedule' || act === 'announce'
}
