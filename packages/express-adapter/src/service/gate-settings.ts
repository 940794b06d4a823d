import {
  type Clock,
  ConfigurationError,
  type IpAddress,
  isIssuer,
  isShopId,
  systemClock,
  trustedProxies,
} from '@ecforce-accounts/core/gate'
import { type Arriving, addressOf } from '../address-of.ts'
import type { OnUnavailable } from './decide-passage.ts'
import type { GateProblem } from './gate-problem.ts'
import { type GateSessions, memoryGateSessions } from './gate-sessions.ts'
import { type GateState, memoryGateState } from './gate-state.ts'

/** What every gate is told, embedded or beside a proxy. */
export interface GateOptions {
  /** The origin of accounts, such as `https://accounts.example`. */
  readonly issuer: string
  /** Where its API is reached; default: `/api` below the issuer. */
  readonly accountsApi?: string
  /** The shop's own origin, as browsers see it, such as `https://hogehoge.com` (http on loopback alone). */
  readonly origin: string
  /** The shop's name in accounts. */
  readonly shop: string
  /** The service that accounts knows this back end as. */
  readonly client: { readonly id: string; readonly secret: string }
  /** Where the shop's admin lies, such as `/admin`; what lies below is covered too. */
  readonly protect: string | readonly string[]
  /** Where programs come with credentials of their own, such as `/api`. Default: nowhere. */
  readonly api?: readonly string[]
  /**
   * The proxies in front of this server, as CIDR ranges; their `X-Forwarded-For` is believed, and nobody else's. Robots are
   * let in by where they come from: behind a proxy that is not named here they are not. Default: none.
   */
  readonly trustedProxies?: readonly string[]
  /** Below which path the gate's own pages lie: where a sign-in begins, comes back and ends. Default: `/accounts`. */
  readonly accountsPath?: string
  /** Where the gate keeps the sessions of accounts. Default: in memory, so that a restart leads everybody through accounts. */
  readonly sessions?: GateSessions
  /** Where the gate keeps what it knows. Default: in memory, so that a restart while accounts is down leaves it with nothing. */
  readonly state?: GateState
  /** What becomes of the admin while nothing was ever known: nobody gets in, or everybody as of old. Default: `block`. */
  readonly onUnavailable?: OnUnavailable
  /** How often accounts is asked, in seconds from 0.01 to 300, give or take a fifth. Default: 30. */
  readonly refreshSeconds?: number
  /** Told of what goes wrong in the background; give it to your log. Default: nobody. */
  readonly onProblem?: (problem: GateProblem) => void
  readonly clock?: Clock
  /** By which clock the provider dates its ID tokens, where a laboratory has moved `clock`. Default: `clock`. */
  readonly idTokenClock?: Clock
  readonly fetch?: typeof fetch
}

/** The options, checked, with what was left out filled in. */
export interface GateSettings extends Required<Omit<GateOptions, 'protect' | 'trustedProxies'>> {
  readonly protect: readonly string[]
  /** Where a request comes from; `null` when that cannot be known. */
  readonly addressOf: (req: Arriving) => IpAddress | null
}

/** Throws `ConfigurationError` that names the option. No message repeats a secret. */
export function gateSettings(options: GateOptions): GateSettings {
  const { issuer, origin, shop, client, protect, refreshSeconds = 30, accountsPath = '/accounts' } = options
  const accountsApi = (options.accountsApi ?? `${issuer.replace(/\/$/, '')}/api`).replace(/\/$/, '')
  check('issuer', isIssuer(issuer), 'must be an https origin without a path (http on loopback alone)')
  check('accountsApi', URL.canParse(accountsApi) && isIssuer(new URL(accountsApi).origin), 'must be an https URL')
  check('origin', isIssuer(origin), 'must be an https origin without a path (http on loopback alone)')
  check('accountsPath', /^(?:\/[\w~-]+)+$/.test(accountsPath), 'must be a path such as /accounts')
  check('protect', protect.length > 0, 'must name where the admin lies')
  check('shop', isShopId(shop), 'must be 2 to 63 lower-case letters, digits and inner hyphens')
  // RFC 7617 section 2: the first colon ends the id.
  check('client.id', /^[\w.-]+$/.test(client.id), 'must be letters, digits, dots, hyphens and underscores')
  check('client.secret', /^[\w-]{43}$/.test(client.secret), 'must be the 43 characters that accounts has issued')
  check('refreshSeconds', refreshSeconds >= 0.01 && refreshSeconds <= 300, 'must be from 0.01 to 300')

  const isTrustedProxy = trustedProxies(options.trustedProxies ?? [])

  return Object.freeze({
    issuer: new URL(issuer).origin,
    accountsApi,
    origin: new URL(origin).origin,
    accountsPath,
    shop,
    client: { ...client },
    protect: typeof protect === 'string' ? [protect] : [...protect],
    api: [...(options.api ?? [])],
    addressOf: (req: Arriving) => addressOf(req, isTrustedProxy),
    sessions: options.sessions ?? memoryGateSessions(),
    state: options.state ?? memoryGateState(),
    onUnavailable: options.onUnavailable ?? 'block',
    refreshSeconds,
    onProblem: options.onProblem ?? (() => {}),
    clock: options.clock ?? systemClock,
    idTokenClock: options.idTokenClock ?? options.clock ?? systemClock,
    fetch: options.fetch ?? fetch,
  })
}

function check(setting: string, isRight: boolean, message: string): void {
  if (!isRight) throw new ConfigurationError(setting, message)
}
