import { isJapanDay, type OperatorProof, type RolloutAct, type RolloutPlan } from '@ecforce-accounts/core'
import { askCode } from './ask.ts'
import { type CommonOptions, UsageError } from './tool.ts'

/** Who stands behind an act that takes two operators. */
export interface TwoOperatorOptions extends CommonOptions {
  readonly operator?: string
  readonly code?: string
  readonly secondOperator?: string
  readonly secondCode?: string
}

/** What the acts of a switch can be told. */
export interface RolloutOptions extends TwoOperatorOptions {
  readonly reason?: string
  readonly at?: string
  readonly to?: string
  readonly days?: string
  readonly cancel?: boolean
  readonly windowDays?: string
  readonly cutHour?: string
  readonly avoid?: string
  readonly saleDay?: readonly string[]
  readonly members?: boolean
}

export const actNames = ['schedule', 'announce', 'postpone', 'extend', 'pause', 'resume', 'rollback'] as const
export type ActName = (typeof actNames)[number]

/** The act that a command and its options name. Throws `UsageError`. */
export function readAct(name: string, options: RolloutOptions): RolloutAct {
  switch (name as ActName) {
    case 'schedule':
      if (options.cancel) return { act: 'unschedule' }
      return { act: 'schedule', announceAt: readTime('--at', options.at), plan: readPlan(options) }
    case 'announce':
      return { act: 'announce', plan: readPlan(options) }
    case 'postpone':
      return { act: 'postpone', to: readTime('--to', options.to) }
    case 'extend':
      return { act: 'extend', days: readNumber('--days', options.days, 1, 366) }
    case 'pause':
    case 'resume':
      return { act: name as 'pause' | 'resume' }
    case 'rollback':
      return { act: 'roll-back' }
    default:
      throw new UsageError(`${JSON.stringify(name)} is no act: ${actNames.join(', ')}`)
  }
}

/** The two operators, if the options name any; a code that is not given is asked for. */
export async function readOperators(
  options: TwoOperatorOptions,
): Promise<readonly [OperatorProof, OperatorProof] | null> {
  const { operator, secondOperator } = options
  if (operator === undefined && secondOperator === undefined) return null
  if (operator === undefined || secondOperator === undefined) {
    throw new UsageError('two operators are needed: --operator and --second-operator')
  }
  const first = { name: operator, code: await askCode(options.code, operator) }
  const second = { name: secondOperator, code: await askCode(options.secondCode, secondOperator) }
  return [first, second]
}

function readPlan({ windowDays, cutHour, avoid, saleDay }: RolloutOptions): Partial<RolloutPlan> {
  return {
    ...(windowDays !== undefined && {
      windowMilliseconds: readNumber('--window-days', windowDays, 1, 366) * 24 * 3_600_000,
    }),
    ...(cutHour !== undefined && { cutHour: cutHour === 'any' ? null : readNumber('--cut-hour', cutHour, 0, 23) }),
    ...(avoid !== undefined && readAvoid(avoid)),
    ...(saleDay !== undefined && { saleDays: saleDay.map(readDay) }),
  }
}

function readAvoid(text: string): Pick<RolloutPlan, 'avoidWeekends' | 'avoidHolidays'> {
  const named = text === 'none' ? [] : text.split(',').map((part) => part.trim())
  const unknown = named.filter((part) => part !== 'weekends' && part !== 'holidays')
  if (unknown.length > 0) throw new UsageError('--avoid must be weekends, holidays, both with a comma between, or none')
  return { avoidWeekends: named.includes('weekends'), avoidHolidays: named.includes('holidays') }
}

function readDay(text: string): string {
  if (isJapanDay(text)) return text
  throw new UsageError(`--sale-day must be a day such as 2026-12-01, not ${JSON.stringify(text)}`)
}

function readNumber(option: string, text: string | undefined, least: number, most: number): number {
  const value = text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`${option} must be a whole number from ${least} to ${most}`)
}

/** ISO 8601; without a zone it is Japan's time. */
function readTime(option: string, text: string | undefined): number {
  const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text ?? '')
  const [, day = '', time = '00:00', zone = '+09:00'] = form ?? []
  const instant = form && isJapanDay(day) ? Date.parse(`${day}T${time}:00${zone}`) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new UsageError(`${option} must be a time such as 2026-12-01T10:00 (Japan) or 2026-12-01T01:00Z`)
}
