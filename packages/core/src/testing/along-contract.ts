import assert from 'node:assert/strict'
import type { BypassGrant } from '../domain/bypass.ts'
import { INVITATION_CODE_ATTEMPTS, invitedLegacyId } from '../domain/invitation.ts'
import type { Along } from '../ports/along.ts'
import type { Storage } from '../ports/storage.ts'
import type { ImportId, MailId } from '../primitives/ids.ts'
import {
  aBypassGrant,
  aBypassRequest,
  aChallenge,
  aChallengeIssue,
  aClaim,
  aDevice,
  aFlow,
  anAccount,
  anInvitation,
  anInvitationWish,
  anOperator,
  anOperatorSession,
  aPassword,
  aPasswordHash,
  aResetLink,
  aService,
  aServiceSecret,
  aSession,
  aShop,
  noon,
} from './builders.ts'
import { assertFails, type ContractCase, present, twentyAtOnce } from './contract-case.ts'
import {
  anActivation,
  anAnnouncement,
  announcedYesterday,
  memberNow,
  storedAccount,
  storedChallenge,
  storedClaim,
  storedFlow,
  storedInvitation,
  storedMember,
  storedService,
  storedSession,
  storedShop,
} from './stored.ts'
import { assertTraces, aTrace } from './trace.ts'

/** A method that takes `along`, made ready to be called with records that fit it. */
interface Decision {
  readonly port: keyof Storage
  readonly method: string
  /** Whether only one caller can win, so that every later call loses. */
  readonly winsOnce: boolean
  prepare(storage: Storage): Promise<{
    decide(storage: Storage, along: Along): Promise<unknown>
    /** Whether the decision shows. */
    shows(): Promise<boolean>
  }>
}

/** A request for a member of a shop, and the grant that it would earn. */
async function askedBypass(storage: Storage) {
  const shop = await storedShop(storage)
  const { id: memberId } = await storedClaim(storage, shop)
  const request = aBypassRequest({ shopId: shop.id, memberIds: [memberId] })
  await storage.bypasses.ask(request, {})
  return { request, grant: aBypassGrant({ requestId: request.id, shopId: shop.id, memberId }) }
}

async function grantedBypass(storage: Storage): Promise<BypassGrant> {
  const { request, grant } = await askedBypass(storage)
  assert.equal(await storage.bypasses.change(request, { ...request, status: 'approved' }, [grant], {}), true)
  return grant
}

const decisions: readonly Decision[] = [
  {
    port: 'shops',
    method: 'save',
    winsOnce: false,
    async prepare(storage) {
      const { rollout, ...shop } = aShop()
      return {
        decide: ({ shops }, along) => shops.save(shop, along),
        shows: async () => (await storage.shops.find(shop.id)) !== null,
      }
    },
  },
  {
    port: 'rollouts',
    method: 'advance',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedShop(storage)
      const next = { ...anAnnouncement(id), rollout: null, announceAt: noon }
      return {
        decide: ({ rollouts }, along) => rollouts.advance(next, along),
        shows: async () => present(await storage.rollouts.find(id)).announceAt !== null,
      }
    },
  },
  {
    port: 'rollouts',
    method: 'withdraw',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedShop(storage, { rollout: announcedYesterday })
      const next = { ...anAnnouncement(id), version: 2, rollout: null }
      return {
        decide: ({ rollouts }, along) => rollouts.withdraw(next, along),
        shows: async () => present(await storage.shops.find(id)).rollout === null,
      }
    },
  },
  {
    port: 'rollouts',
    method: 'announce',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedShop(storage)
      return {
        decide: ({ rollouts }, along) => rollouts.announce(anAnnouncement(id), noon, along),
        shows: async () => present(await storage.shops.find(id)).rollout !== null,
      }
    },
  },
  {
    port: 'services',
    method: 'create',
    winsOnce: true,
    async prepare(storage) {
      const service = aService({ shopId: (await storedShop(storage)).id })
      return {
        decide: ({ services }, along) => services.create(service, true, along),
        shows: async () => (await storage.services.find(service.id)) !== null,
      }
    },
  },
  {
    port: 'services',
    method: 'addSecret',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedService(storage)
      const secret = aServiceSecret()
      return {
        decide: ({ services }, along) => services.addSecret(id, secret, along),
        shows: async () => present(await storage.services.find(id)).secrets.length === 2,
      }
    },
  },
  {
    port: 'services',
    method: 'retireSecret',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedService(storage)
      await storage.services.addSecret(id, aServiceSecret(), {})
      return {
        decide: ({ services }, along) => services.retireSecret(id, along),
        shows: async () => present(await storage.services.find(id)).secrets.length === 1,
      }
    },
  },
  {
    port: 'services',
    method: 'remove',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await storedService(storage)
      return {
        decide: ({ services }, along) => services.remove(id, along),
        shows: async () => (await storage.services.find(id)) === null,
      }
    },
  },
  {
    port: 'members',
    method: 'applyRoster',
    winsOnce: false,
    async prepare(storage) {
      const { id: shopId } = await storedShop(storage)
      const claim = aClaim({ shopId })
      const batch = { shopId, importId: claim.importedBy, rosterOpen: false, inserts: [claim], updates: [], seen: [] }
      return {
        decide: ({ members }, along) => members.applyRoster(batch, along),
        shows: async () => (await storage.members.findByLegacyIds(shopId, [claim.legacyId])).length === 1,
      }
    },
  },
  {
    port: 'memberSync',
    method: 'save',
    winsOnce: false,
    async prepare(storage) {
      const { id: shopId } = await storedShop(storage)
      const after = aClaim({ shopId })
      return {
        decide: ({ memberSync }, along) => memberSync.save({ before: null, after, rosterOpen: true }, along),
        shows: async () => (await storage.members.findByLegacyIds(shopId, [after.legacyId])).length === 1,
      }
    },
  },
  {
    port: 'memberSync',
    method: 'remove',
    winsOnce: true,
    async prepare(storage) {
      const claim = await storedClaim(storage, await storedShop(storage))
      return {
        decide: ({ memberSync }, along) => memberSync.remove(claim.shopId, claim.legacyId, along),
        shows: async () => (await memberNow(storage, claim)).state === 'removed',
      }
    },
  },
  {
    port: 'members',
    method: 'removeUnseen',
    winsOnce: false,
    async prepare(storage) {
      const shop = await storedShop(storage)
      const claim = await storedClaim(storage, shop)
      return {
        decide: ({ members }, along) => members.removeUnseen(shop.id, 'later-import' as ImportId, along),
        shows: async () => (await storage.members.findByEmail(claim.email.key)).length === 0,
      }
    },
  },
  {
    port: 'notices',
    method: 'record',
    winsOnce: true,
    async prepare(storage) {
      const member = await storedClaim(storage, await storedShop(storage))
      const { id: memberId, shopId } = member
      const entry = { memberId, notice: 'n', enforcedAt: null, mailId: 'mail-of-a-notice' as MailId, queuedAt: noon }
      return {
        decide: ({ notices }, along) => notices.record([entry], along),
        shows: async () => present((await storage.notices.page(shopId, '', 9))[0]).told.length === 1,
      }
    },
  },
  {
    port: 'members',
    method: 'mark',
    winsOnce: false,
    async prepare(storage) {
      const claim = await storedClaim(storage, await storedShop(storage))
      const { shopId, legacyId } = claim
      return {
        decide: ({ members }, along) => members.mark(shopId, [legacyId], 'hold', along),
        shows: async () => present((await storage.members.findByLegacyIds(shopId, [legacyId]))[0]).heldFor.length > 0,
      }
    },
  },
  {
    port: 'members',
    method: 'confirmHeld',
    winsOnce: true,
    async prepare(storage) {
      const claim = await storedClaim(storage, await storedShop(storage), { heldFor: ['stale'] })
      return {
        decide: ({ members }, along) => members.confirmHeld(claim.id, noon, along),
        shows: async () => {
          const [row] = await storage.members.findByLegacyIds(claim.shopId, [claim.legacyId])
          return present(row).heldFor.length === 0
        },
      }
    },
  },
  {
    port: 'mailedLinks',
    method: 'create',
    winsOnce: false,
    async prepare(storage) {
      const link = aResetLink()
      return {
        decide: ({ mailedLinks }, along) => mailedLinks.create(link, along),
        shows: async () => (await storage.mailedLinks.find(link.tokenHash, noon)) !== null,
      }
    },
  },
  {
    port: 'mailedLinks',
    method: 'resetAccount',
    winsOnce: true,
    async prepare(storage) {
      const { account } = await storedAccount(storage)
      const link = aResetLink({ accountId: account.id, email: account.email, epoch: account.credentialEpoch })
      await storage.mailedLinks.create(link, {})
      const password = aPassword()
      return {
        decide: ({ mailedLinks }, along) => mailedLinks.resetAccount(link, password, noon, along),
        shows: async () => present(await storage.accounts.findById(account.id)).account.password.hash === password.hash,
      }
    },
  },
  {
    port: 'mailedLinks',
    method: 'resetClaims',
    winsOnce: true,
    async prepare(storage) {
      const claim = await storedClaim(storage, await storedShop(storage))
      const link = aResetLink({ email: claim.email })
      await storage.mailedLinks.create(link, {})
      const hash = aPasswordHash()
      return {
        decide: ({ mailedLinks }, along) => mailedLinks.resetClaims(link, hash, noon, along),
        shows: async () => (await memberNow(storage, claim)).legacyPassword?.hash === hash,
      }
    },
  },
  {
    port: 'bypasses',
    method: 'ask',
    winsOnce: false,
    async prepare(storage) {
      const request = aBypassRequest({ shopId: (await storedShop(storage)).id })
      return {
        decide: ({ bypasses }, along) => bypasses.ask(request, along),
        shows: async () => (await storage.bypasses.find(request.id)) !== null,
      }
    },
  },
  {
    port: 'bypasses',
    method: 'change',
    winsOnce: true,
    async prepare(storage) {
      const { request, grant } = await askedBypass(storage)
      return {
        decide: ({ bypasses }, along) => bypasses.change(request, { ...request, status: 'approved' }, [grant], along),
        shows: async () => (await storage.bypasses.findGrant(grant.id)) !== null,
      }
    },
  },
  {
    port: 'bypasses',
    method: 'suspend',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await grantedBypass(storage)
      return {
        decide: async ({ bypasses }, along) => (await bypasses.suspend({ grant: id }, 'stopped', along)).length > 0,
        shows: async () => (await storage.bypasses.findGrant(id))?.status === 'suspended',
      }
    },
  },
  {
    port: 'bypasses',
    method: 'resume',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await grantedBypass(storage)
      await storage.bypasses.suspend({ grant: id }, 'unused', {})
      return {
        decide: ({ bypasses }, along) => bypasses.resume(id, 1, noon, along),
        shows: async () => (await storage.bypasses.findGrant(id))?.status === 'active',
      }
    },
  },
  {
    port: 'bypasses',
    method: 'revoke',
    winsOnce: true,
    async prepare(storage) {
      const { id } = await grantedBypass(storage)
      return {
        decide: ({ bypasses }, along) => bypasses.revoke(id, along),
        shows: async () => (await storage.bypasses.findGrant(id))?.status === 'revoked',
      }
    },
  },
  {
    port: 'bypasses',
    method: 'flagRobot',
    winsOnce: false,
    async prepare(storage) {
      const { member, account } = await storedMember(storage, await storedShop(storage))
      const whose = { memberId: member.id, accountId: account.id, credentialEpoch: account.credentialEpoch }
      return {
        decide: ({ bypasses }, along) => bypasses.flagRobot(whose, noon, along),
        shows: async () => (await memberNow(storage, member)).robotSince === noon,
      }
    },
  },
  {
    port: 'bypasses',
    method: 'remind',
    winsOnce: true,
    async prepare(storage) {
      const grant = await grantedBypass(storage)
      const at = grant.endsAt
      return {
        decide: ({ bypasses }, along) => bypasses.remind(grant.id, 0, along),
        shows: async () => (await storage.bypasses.listDue(at)).length === 0,
      }
    },
  },
  {
    port: 'flows',
    method: 'create',
    winsOnce: false,
    async prepare(storage) {
      const flow = aFlow()
      return {
        decide: ({ flows }, along) => flows.create(flow, along),
        shows: async () => (await storage.flows.findBySecret(flow.secretHash, noon)) !== null,
      }
    },
  },
  {
    port: 'flows',
    method: 'update',
    winsOnce: true,
    async prepare(storage) {
      const flow = await storedFlow(storage)
      return {
        decide: ({ flows }, along) => flows.update({ ...flow, version: 2 }, along),
        shows: async () => (await storage.flows.findBySecret(flow.secretHash, noon))?.version === 2,
      }
    },
  },
  {
    port: 'flows',
    method: 'end',
    winsOnce: true,
    async prepare(storage) {
      const flow = await storedFlow(storage)
      return {
        decide: ({ flows }, along) => flows.end(flow.id, along),
        shows: async () => (await storage.flows.findBySecret(flow.secretHash, noon))?.status === 'ended',
      }
    },
  },
  {
    port: 'challenges',
    method: 'create',
    winsOnce: true,
    async prepare(storage) {
      const flow = await storedFlow(storage)
      return {
        decide: ({ challenges }, along) => challenges.create(aChallenge({ flowId: flow.id }), along),
        shows: async () => (await storage.challenges.findByFlow(flow.id)) !== null,
      }
    },
  },
  {
    port: 'challenges',
    method: 'reissue',
    winsOnce: true,
    async prepare(storage) {
      const { id, flowId, issue } = await storedChallenge(storage)
      const next = aChallengeIssue({ issuedAt: issue.resendAt })
      return {
        decide: ({ challenges }, along) => challenges.reissue(id, next, issue.resendAt, along),
        shows: async () => present(await storage.challenges.findByFlow(flowId)).sends === 2,
      }
    },
  },
  {
    port: 'accounts',
    method: 'activateAccount',
    winsOnce: true,
    async prepare(storage) {
      const claim = await storedClaim(storage, await storedShop(storage))
      const flow = await storedFlow(storage, { email: claim.email })
      const activation = anActivation(flow, { memberIds: [claim.id] })
      return {
        decide: ({ accounts }, along) => accounts.activateAccount(activation, along),
        shows: async () => {
          const [row] = await storage.members.findByEmail(claim.email.key)
          const signs = [
            (await storage.accounts.findByEmail(claim.email.key)) !== null,
            (await storage.sessions.find(activation.session.tokenHash)) !== null,
            (await storage.accounts.findDevice(activation.device.tokenHash, noon)) !== null,
            (await storage.flows.findBySecret(flow.secretHash, noon))?.status === 'done',
            present(row).member.state === 'active',
            present(row).member.legacyPassword === null,
          ]
          assert.equal(new Set(signs).size, 1, 'an activation shows in part')
          return signs[0] === true
        },
      }
    },
  },
  {
    port: 'accounts',
    method: 'replacePassword',
    winsOnce: true,
    async prepare(storage) {
      const { account, session, device } = await storedAccount(storage)
      const password = { hash: aPasswordHash(), origin: 'own', isLong: false } as const
      return {
        decide: ({ accounts }, along) => accounts.replacePassword(account.id, 1, password, null, along),
        shows: async () => {
          const found = present(await storage.accounts.findByEmail(account.email.key))
          const signs = [
            found.account.password.hash === password.hash,
            found.account.credentialEpoch === 2,
            (await storage.sessions.find(session.tokenHash)) === null,
            (await storage.accounts.findDevice(device.tokenHash, noon)) === null,
          ]
          assert.equal(new Set(signs).size, 1, 'a new password shows in part')
          return signs[0] === true
        },
      }
    },
  },
  {
    port: 'accounts',
    method: 'saveProfile',
    winsOnce: false,
    async prepare(storage) {
      const { account } = await storedAccount(storage)
      return {
        decide: ({ accounts }, along) => accounts.saveProfile(account.id, { name: '新しい名前' }, along),
        shows: async () => (await storage.accounts.findById(account.id))?.account.name === '新しい名前',
      }
    },
  },
  {
    port: 'sessions',
    method: 'endOne',
    winsOnce: true,
    async prepare(storage) {
      const { account, session } = await storedAccount(storage)
      return {
        decide: ({ sessions }, along) => sessions.endOne(account.id, session.id, along),
        shows: async () => (await storage.sessions.find(session.tokenHash)) === null,
      }
    },
  },
  {
    port: 'sessions',
    method: 'endOthers',
    winsOnce: true,
    async prepare(storage) {
      const { account, session: kept } = await storedAccount(storage)
      const others = [await storedSession(storage, account.id), await storedSession(storage, account.id)]
      return {
        decide: ({ sessions }, along) => sessions.endOthers(account.id, kept.id, along),
        shows: async () => {
          assert.notEqual(await storage.sessions.find(kept.tokenHash), null)
          const left = await Promise.all(others.map(({ tokenHash }) => storage.sessions.find(tokenHash)))
          assert.equal(new Set(left.map((one) => one === null)).size, 1, 'the others end in part')
          return left.every((one) => one === null)
        },
      }
    },
  },
  {
    port: 'sessions',
    method: 'issue',
    winsOnce: true,
    async prepare(storage) {
      const { account, session: former } = await storedAccount(storage, { account: anAccount() })
      const flow = await storedFlow(storage, { email: account.email })
      const session = aSession({ accountId: account.id })
      const device = aDevice({ accountId: account.id })
      const issue = {
        session,
        device,
        credentialEpoch: 1,
        enrols: null,
        used: null,
        flow: { id: flow.id, version: flow.version },
        replaces: former.tokenHash,
      }
      return {
        decide: ({ sessions }, along) => sessions.issue(issue, along),
        shows: async () => {
          const signs = [
            (await storage.sessions.find(session.tokenHash)) !== null,
            (await storage.sessions.find(former.tokenHash)) === null,
            (await storage.accounts.findDevice(device.tokenHash, noon)) !== null,
            (await storage.flows.findBySecret(flow.secretHash, noon))?.status === 'done',
          ]
          assert.equal(new Set(signs).size, 1, 'a session was issued in part')
          return signs[0] === true
        },
      }
    },
  },
  {
    port: 'sessions',
    method: 'end',
    winsOnce: true,
    async prepare(storage) {
      const { session } = await storedAccount(storage)
      return {
        decide: ({ sessions }, along) => sessions.end(session.tokenHash, along),
        shows: async () => (await storage.sessions.find(session.tokenHash)) === null,
      }
    },
  },
  {
    port: 'operators',
    method: 'setPassword',
    winsOnce: false,
    async prepare(storage) {
      const operator = anOperator()
      const { name, password } = operator
      await storage.operators.create(operator, {})
      const session = anOperatorSession({ operator: name })
      await storage.operatorSessions.issue(session, { password: present(password), replaces: null }, {})
      const next = aPasswordHash()
      return {
        decide: ({ operators }, along) => operators.setPassword(name, next, along),
        shows: async () => {
          const signs = [
            (await storage.operators.find(name))?.password === next,
            (await storage.operatorSessions.find(session.tokenHash)) === null,
          ]
          assert.equal(new Set(signs).size, 1, 'a new password of an operator shows in part')
          return signs[0] === true
        },
      }
    },
  },
  {
    port: 'operatorSessions',
    method: 'issue',
    winsOnce: false,
    async prepare(storage) {
      const operator = anOperator()
      await storage.operators.create(operator, {})
      const session = anOperatorSession({ operator: operator.name })
      const proven = { password: present(operator.password), replaces: null }
      return {
        decide: ({ operatorSessions }, along) => operatorSessions.issue(session, proven, along),
        shows: async () => (await storage.operatorSessions.find(session.tokenHash)) !== null,
      }
    },
  },
  {
    port: 'operatorSessions',
    method: 'end',
    winsOnce: true,
    async prepare(storage) {
      const operator = anOperator()
      await storage.operators.create(operator, {})
      const session = anOperatorSession({ operator: operator.name })
      await storage.operatorSessions.issue(session, { password: present(operator.password), replaces: null }, {})
      return {
        decide: ({ operatorSessions }, along) => operatorSessions.end(session.tokenHash, along),
        shows: async () => (await storage.operatorSessions.find(session.tokenHash)) === null,
      }
    },
  },
  {
    port: 'memberSync',
    method: 'adopt',
    winsOnce: true,
    async prepare(storage) {
      const { id: shopId } = await storedShop(storage, { rollout: announcedYesterday })
      const row = aClaim({ shopId, state: 'pending', legacyPassword: null })
      const invited = { ...row, legacyId: invitedLegacyId(row.id) }
      await storage.memberSync.save({ before: null, after: invited, rosterOpen: false }, {})
      const named = { ...invited, legacyId: `own-${row.id}` }
      return {
        decide: ({ memberSync }, along) => memberSync.adopt(invited, named.legacyId, along),
        shows: async () => (await storage.members.findByLegacyIds(shopId, [named.legacyId])).length === 1,
      }
    },
  },
  {
    port: 'invitations',
    method: 'create',
    winsOnce: true,
    async prepare(storage) {
      const { id: shopId } = await storedShop(storage, { rollout: announcedYesterday })
      const member = aClaim({ shopId, state: 'pending', legacyPassword: null })
      const invitation = anInvitation({ shopId, memberId: member.id, email: member.email })
      const created = { invitation, row: { is: 'new', member } } as const
      return {
        async decide({ invitations }, along) {
          return (await invitations.create(created, noon, along)) === 'created'
        },
        shows: async () => (await storage.invitations.find(invitation.id)) !== null,
      }
    },
  },
  {
    port: 'invitations',
    method: 'reissue',
    winsOnce: true,
    async prepare(storage) {
      const { invitation } = await storedInvitation(storage)
      const { id } = invitation
      const { invitedBy, sentAt, expiresAt, tokenHash, codeHash, mailId, reminderId } = anInvitation({
        sentAt: noon + 1,
      })
      const issue = { invitedBy, sentAt, expiresAt, tokenHash, codeHash, mailId, reminderId }
      return {
        decide: ({ invitations }, along) => invitations.reissue(id, issue, 1, along),
        shows: async () => present(await storage.invitations.find(id)).invitation.sends === 2,
      }
    },
  },
  {
    port: 'invitations',
    method: 'settle',
    winsOnce: true,
    async prepare(storage) {
      const { id } = (await storedInvitation(storage)).invitation
      return {
        decide: ({ invitations }, along) => invitations.settle(id, 'declined', noon, along),
        shows: async () => present(await storage.invitations.find(id)).invitation.status === 'declined',
      }
    },
  },
  {
    port: 'invitations',
    method: 'exhaust',
    winsOnce: true,
    async prepare(storage) {
      const { id } = (await storedInvitation(storage, { wrongCodes: INVITATION_CODE_ATTEMPTS })).invitation
      return {
        decide: ({ invitations }, along) => invitations.exhaust(id, noon, along),
        shows: async () => present(await storage.invitations.find(id)).invitation.status === 'exhausted',
      }
    },
  },
  {
    port: 'invitationWishes',
    method: 'settle',
    winsOnce: true,
    async prepare({ invitationWishes }) {
      const wish = anInvitationWish()
      await invitationWishes.ask([{ wish, mails: [] }], {})
      return {
        decide: (storage, along) => storage.invitationWishes.settle(wish.id, 'invited', noon, along),
        shows: async () => (await invitationWishes.find(wish.shopId, wish.id))?.status === 'invited',
      }
    },
  },
  {
    port: 'memberships',
    method: 'change',
    winsOnce: true,
    async prepare(storage) {
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const { member } = await storedMember(storage, shop)
      const change = { before: member, to: { state: 'suspended' }, at: noon } as const
      return {
        async decide({ memberships }, along) {
          return (await memberships.change(change, along)) === 'changed'
        },
        shows: async () => (await memberNow(storage, member)).state === 'suspended',
      }
    },
  },
  {
    port: 'memberships',
    method: 'accept',
    winsOnce: true,
    async prepare(storage) {
      const { account } = await storedAccount(storage)
      const { invitation, member } = await storedInvitation(storage, { email: account.email })
      const acceptance = { memberId: member.id, invitation: { id: invitation.id, inviter: null }, at: noon }
      return {
        decide: ({ memberships }, along) => memberships.accept(account.id, acceptance, along),
        shows: async () => (await memberNow(storage, member)).state === 'active',
      }
    },
  },
  {
    port: 'memberships',
    method: 'declineClaim',
    winsOnce: true,
    async prepare(storage) {
      const { account } = await storedAccount(storage)
      const shop = await storedShop(storage, { rollout: announcedYesterday })
      const claim = await storedClaim(storage, shop, { email: account.email })
      return {
        decide: ({ memberships }, along) => memberships.declineClaim(account.id, claim.id, along),
        shows: async () => (await memberNow(storage, claim)).state === 'pending',
      }
    },
  },
]

const won = (answer: unknown) => answer !== false && answer !== null

function casesOf({ port, method, winsOnce, prepare }: Decision): readonly ContractCase[] {
  const always: readonly ContractCase[] = [
    {
      port,
      title: `${method} writes its mails and events with the decision`,
      async run({ storage }) {
        const { decide, shows } = await prepare(storage)
        assert.equal(await shows(), false)
        const trace = aTrace()
        assert.ok(won(await decide(storage, trace)))
        assert.equal(await shows(), true)
        await assertTraces(storage, { written: [trace] })
      },
    },
    {
      port,
      title: `${method} rejects and writes nothing at all when an event of its along has an id that exists`,
      async run({ storage }) {
        const earlier = aTrace()
        await storage.flows.create(aFlow(), earlier)
        const { decide, shows } = await prepare(storage)
        const [event] = earlier.events
        const clash = aTrace()

        await assertFails(decide(storage, { mails: clash.mails, events: [...clash.events, event] }))
        assert.equal(await shows(), false)
        await assertTraces(storage, { written: [earlier], absent: [clash] })

        const trace = aTrace()
        assert.ok(won(await decide(storage, trace)), 'the decision is still open after the failure')
        await assertTraces(storage, { written: [earlier, trace] })
      },
    },
    {
      port,
      title: `${method} rejects and writes nothing at all when a mail of its along has an id that exists`,
      async run({ storage }) {
        const earlier = aTrace()
        await storage.flows.create(aFlow(), earlier)
        const { decide, shows } = await prepare(storage)
        const clash = aTrace()

        await assertFails(decide(storage, { mails: [...clash.mails, ...earlier.mails], events: clash.events }))
        assert.equal(await shows(), false)
        await assertTraces(storage, { written: [earlier], absent: [clash] })
      },
    },
  ]
  if (!winsOnce) return always
  return [
    ...always,
    {
      port,
      title: `${method} writes neither mail nor event once it has lost`,
      async run({ storage }) {
        const { decide } = await prepare(storage)
        const [first, second] = [aTrace(), aTrace()]
        assert.ok(won(await decide(storage, first)))
        assert.ok(!won(await decide(storage, second)))
        await assertTraces(storage, { written: [first], absent: [second] })
      },
    },
    {
      port,
      title: `${method} is won by exactly one of twenty concurrent callers, whose mails and events alone are written`,
      async run(context) {
        const { decide, shows } = await prepare(context.storage)
        const traces = Array.from({ length: 20 }, aTrace)
        const answers = await twentyAtOnce(context, (storage, index) => decide(storage, traces[index] ?? {}))
        assert.equal(answers.filter(won).length, 1)
        assert.equal(await shows(), true)
        await assertTraces(context.storage, {
          written: traces.filter((_, index) => won(answers[index])),
          absent: traces.filter((_, index) => !won(answers[index])),
        })
      },
    },
  ]
}

/** What every decision keeps about what goes along with it, and every decision that is won once about its winner. */
export const alongContract: readonly ContractCase[] = decisions.flatMap(casesOf)
