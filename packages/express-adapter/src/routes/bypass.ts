import { type Accounts, bypassDays, isShopId, type ShopId, ShopNotFoundError } from '@ecforce-accounts/core'
import {
  bypassGrantAnswer,
  bypassRequestAnswer,
  operatorBypassGrantAnswer,
  operatorBypassRequestAnswer,
} from '@ecforce-accounts/core/wire'
import type { Handlers } from '../handlers.ts'

type ShopOperation =
  | 'listBypassRequests'
  | 'askBypass'
  | 'editBypass'
  | 'withdrawBypass'
  | 'answerBypass'
  | 'listBypassGrants'
  | 'revokeBypassGrant'
  | 'renewBypassGrant'
  | 'flagRobot'
  | 'unflagRobot'

type DeskOperation =
  | 'listOperatorBypassRequests'
  | 'takeBypass'
  | 'readBypass'
  | 'questionBypass'
  | 'approveBypass'
  | 'rejectBypass'
  | 'listOperatorBypassGrants'
  | 'suspendBypassGrant'
  | 'resumeBypassGrant'
  | 'revokeOperatorBypassGrant'
  | 'stopBypasses'

const done = { body: null }

/** Robots' exemptions, as the administrators of a shop ask for them, and what a robot's owner says of it. */
export function bypassHandlers({
  bypasses,
  robots,
}: Pick<Accounts, 'bypasses' | 'robots'>): Pick<Handlers, ShopOperation> {
  return {
    listBypassRequests: async ({ params: { shop }, client }) => ({
      body: { requests: (await bypasses.list(shop, client())).map(bypassRequestAnswer) },
    }),

    askBypass: async ({ params: { shop }, body, client }) => ({
      body: bypassRequestAnswer(await bypasses.ask(shop, draftOf(body), client())),
    }),

    async editBypass({ params: { shop, id }, body, client }) {
      const edited = { version: body.version, draft: draftOf(body) }
      return { body: bypassRequestAnswer(await bypasses.edit(shop, id, edited, client())) }
    },

    async withdrawBypass({ params: { shop, id }, client }) {
      await bypasses.withdraw(shop, id, client())
      return done
    },

    answerBypass: async ({ params: { shop, id }, body: { answer }, client }) => ({
      body: bypassRequestAnswer(await bypasses.answer(shop, id, answer, client())),
    }),

    listBypassGrants: async ({ params: { shop }, client }) => ({
      body: { grants: (await bypasses.grants(shop, client())).map(bypassGrantAnswer) },
    }),

    async revokeBypassGrant({ params: { shop, id }, client }) {
      await bypasses.revoke(shop, id, client())
      return done
    },

    renewBypassGrant: async ({ params: { shop, id }, client }) => ({
      body: bypassRequestAnswer(await bypasses.renew(shop, id, client())),
    }),

    async flagRobot({ params: { id }, client }) {
      await robots.flag(id, true, client())
      return done
    },

    async unflagRobot({ params: { id }, client }) {
      await robots.flag(id, false, client())
      return done
    },
  }
}

/** Robots' exemptions, as operators decide them. A code that comes with a request is of the operator who is signed in. */
export function bypassDeskHandlers({
  bypassDesk: desk,
  clock,
}: Pick<Accounts, 'bypassDesk' | 'clock'>): Pick<Handlers, DeskOperation> {
  return {
    async listOperatorBypassRequests({ query: { shop } }) {
      const views = await (shop === undefined ? desk.open() : desk.ofShop(readShop(shop)))
      const now = new Date(clock.now()).toISOString()
      return { body: { now, requests: views.map(operatorBypassRequestAnswer) } }
    },

    async takeBypass({ body: { shop, ticket, ...body }, operator: { operator } }) {
      const taken = { shopId: readShop(shop), ticket, draft: draftOf(body) }
      return { body: operatorBypassRequestAnswer(await desk.take(taken, operator)) }
    },

    readBypass: async ({ params: { id } }) => ({ body: operatorBypassRequestAnswer(await desk.find(id)) }),

    questionBypass: async ({ params: { id }, body, operator: { operator } }) => ({
      body: operatorBypassRequestAnswer(await desk.askInformation(id, body, operator)),
    }),

    approveBypass: async ({ params: { id }, body: { code, ...seen }, operator: { operator } }) => ({
      body: operatorBypassRequestAnswer(await desk.approve(id, seen, { name: operator.name, code })),
    }),

    rejectBypass: async ({ params: { id }, body: { code, ...seen }, operator: { operator } }) => ({
      body: operatorBypassRequestAnswer(await desk.reject(id, seen, { name: operator.name, code })),
    }),

    async listOperatorBypassGrants({ query: { shop } }) {
      const views = await desk.grants(shop === undefined ? null : readShop(shop))
      return { body: { grants: views.map(operatorBypassGrantAnswer) } }
    },

    suspendBypassGrant: async ({ params: { id }, body: { code }, operator: { operator } }) => ({
      body: operatorBypassGrantAnswer(await desk.suspend(id, { name: operator.name, code })),
    }),

    resumeBypassGrant: async ({ params: { id }, body: { code }, operator: { operator } }) => ({
      body: operatorBypassGrantAnswer(await desk.resume(id, { name: operator.name, code })),
    }),

    revokeOperatorBypassGrant: async ({ params: { id }, body: { code }, operator: { operator } }) => ({
      body: operatorBypassGrantAnswer(await desk.revoke(id, { name: operator.name, code })),
    }),

    async stopBypasses({ body, operator: { operator } }) {
      const which = 'shop' in body ? { shopId: readShop(body.shop) } : 'all'
      return { body: { stopped: await desk.stop(which, { name: operator.name, code: body.code }) } }
    },
  }
}

/** What is asked for, where nothing else is said for as long as is usual, and not as a shadow. */
function draftOf({
  purpose,
  provider,
  members,
  ranges,
  validDays = bypassDays.usual,
  shadow = false,
}: {
  readonly purpose: string
  readonly provider: string
  readonly members: readonly string[]
  readonly ranges: readonly string[]
  readonly validDays?: number | undefined
  readonly shadow?: boolean | undefined
}) {
  return { purpose, provider, memberIds: members, ranges, validDays, shadow }
}

/** What no shop can be called names no shop. */
function readShop(text: string): ShopId {
  if (isShopId(text)) return text
  throw new ShopNotFoundError(text)
}
