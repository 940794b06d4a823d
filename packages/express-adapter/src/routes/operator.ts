import { type Accounts, isShopId, type ReadinessOptions, type ShopId, ShopNotFoundError } from '@ecforce-accounts/core'
import {
  addressFindingAnswer,
  operatorServicesAnswer,
  operatorSessionAnswer,
  operatorShopsAnswer,
  progressAnswer,
  progressCsv,
  readinessAnswer,
  readinessCsv,
} from '@ecforce-accounts/core/wire'
import { forwardedForOf } from '../address-of.ts'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'

type Operation =
  | 'startOperatorSession'
  | 'currentOperatorSession'
  | 'endOperatorSession'
  | 'listOperatorShops'
  | 'listOperatorServices'
  | 'readReadiness'
  | 'downloadReadiness'
  | 'readProgress'
  | 'downloadProgress'
  | 'markMembers'
  | 'examineAddress'

type Rooms = Pick<
  Accounts,
  'operatorSignIn' | 'addressDoctor' | 'readiness' | 'progress' | 'services' | 'rollouts' | 'clock'
>

/** What operators do: signing in and out, and looking after shops before and during their switch. */
export function operatorHandlers(
  { operatorSignIn, addressDoctor, readiness, progress, services, rollouts, clock }: Rooms,
  cookies: AccountsCookies,
  proxies: readonly string[],
): Pick<Handlers, Operation> {
  return {
    async startOperatorSession({ req, body, client }) {
      const former = cookies.operator.read(req.headers.cookie)
      const outcome = await operatorSignIn.start(body, client(), former)
      if (outcome.outcome === 'rejected') {
        return { problem: { code: 'operator_rejected', supportCode: outcome.supportCode } }
      }
      const kept = cookies.operator.keep(outcome.token, outcome.session.expiresAt, clock.now())
      return { body: operatorSessionAnswer(outcome), cookies: [kept] }
    },

    currentOperatorSession: async ({ operator }) => ({ body: operatorSessionAnswer(operator) }),

    async endOperatorSession({ req, client }) {
      await operatorSignIn.end(cookies.operator.read(req.headers.cookie), client())
      return { body: null, cookies: [cookies.operator.forget] }
    },

    listOperatorShops: async () => ({ body: operatorShopsAnswer(await progress.overview()) }),

    async listOperatorServices() {
      const [all, deliveries, shops] = await Promise.all([services.list(), services.deliveries(), rollouts.list()])
      return { body: operatorServicesAnswer(all, deliveries, shops) }
    },

    readReadiness: async ({ query }) => ({
      body: readinessAnswer(await readiness.report(readOptions(query)), query.shop !== undefined),
    }),

    downloadReadiness: async ({ query }) => ({
      text: readinessCsv(await readiness.report(readOptions(query))),
      filename: query.shop === undefined ? 'readiness.csv' : `readiness-${query.shop}.csv`,
    }),

    readProgress: async ({ params: { shop } }) => ({ body: progressAnswer(await progress.ofShop(readShop(shop))) }),

    downloadProgress: async ({ params: { shop } }) => ({
      text: progressCsv(await progress.ofShop(readShop(shop))),
      filename: `progress-${shop}.csv`,
    }),

    async examineAddress({ req, query: { shop, legacyId } }) {
      const member = shop === undefined || legacyId === undefined ? null : { shopId: readShop(shop), legacyId }
      const found = await addressDoctor.examine({
        peer: req.socket.remoteAddress ?? null,
        forwardedFor: forwardedForOf(req.headers) ?? null,
        proxies,
        member,
      })
      return { body: addressFindingAnswer(found) }
    },

    async markMembers({ params: { shop }, body: { mark, findings = [], legacyIds = [] }, operator: { operator } }) {
      const whom = { findings, legacyIds }
      return { body: { marked: await readiness.mark(readShop(shop), whom, mark, `operator:${operator.name}`) } }
    },
  }
}

function readOptions({
  shop,
  staleAfterDays,
}: {
  readonly shop?: string | undefined
  readonly staleAfterDays?: string | undefined
}): ReadinessOptions {
  return {
    ...(shop !== undefined && { shopId: readShop(shop) }),
    ...(staleAfterDays !== undefined && { staleAfterDays: Number(staleAfterDays) }),
  }
}

/** What no shop can be called names no shop. */
function readShop(text: string): ShopId {
  if (isShopId(text)) return text
  throw new ShopNotFoundError(text)
}
