import { type Accounts, parseEmailAddress, parseIpAddress } from '@ecforce-accounts/core'
import { introspectionAnswer, shopReadinessAnswer } from '@ecforce-accounts/core/wire'
import type { Handlers } from '../handlers.ts'
import { addressInvalid, invalidMember } from '../invalid-request.ts'

type Operation =
  | 'listKeys'
  | 'issueRolloutDocument'
  | 'listMembers'
  | 'saveMember'
  | 'removeMember'
  | 'readShopReadiness'
  | 'introspectSession'

/** What a shop's back end asks for. */
export function serviceHandlers({
  rolloutDocuments,
  memberSync,
  readiness,
  entry,
}: Pick<Accounts, 'rolloutDocuments' | 'memberSync' | 'readiness' | 'entry'>): Pick<Handlers, Operation> {
  return {
    listKeys: async () => ({ body: { keys: await rolloutDocuments.keys() } }),

    issueRolloutDocument: async ({ service: { shopId } }) => ({
      body: { document: await rolloutDocuments.issue(shopId) },
    }),

    listMembers: async ({ service: { shopId }, query: { after } }) => ({ body: await memberSync.list(shopId, after) }),

    async saveMember({ service, params: { legacyId }, body: { email, name, role } }) {
      const read = parseEmailAddress(email)
      if (!read.ok) return { problem: invalidMember('email', addressInvalid) }
      const said = { email: read.address, ...(name !== undefined && { name }), ...(role !== undefined && { role }) }
      return { body: { legacyId, state: await memberSync.save(service, legacyId, said) } }
    },

    async removeMember({ service, params: { legacyId } }) {
      await memberSync.remove(service, legacyId)
      return { body: null }
    },

    readShopReadiness: async ({ service: { shopId } }) => ({
      body: shopReadinessAnswer(await readiness.report({ shopId, seenBy: 'shop' })),
    }),

    async introspectSession({ service: { id }, body: { sid, address = null }, client }) {
      const from = () => ({ address: parseIpAddress(address ?? ''), userAgent: null, requestId: client().requestId })
      return { body: introspectionAnswer(await entry.standing(sid, id, from)) }
    },
  }
}
