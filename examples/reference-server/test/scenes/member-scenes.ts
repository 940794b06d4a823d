import type {
  InvitationsAnswer,
  InvitationToldAnswer,
  InvitationWishesAnswer,
  InviteAnswer,
  ManagedMembersAnswer,
  MembershipsAnswer,
} from '@ecforce-accounts/client/members'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { invitationWords } from '../../src/pages/words/invitations.ts'
import { memberWords } from '../../src/pages/words/members.ts'
import { sharedWords } from '../../src/pages/words/shared.ts'
import { waitingShopWords } from '../../src/pages/words/waiting-shops.ts'
import { say } from './say.ts'
import type { Scene, Stage } from './scene.ts'

const sayInvited = sayFrom(invitationWords, 'ja', {})
const sayMembers = sayFrom(memberWords, 'ja', {})
const sayShared = sayFrom(sharedWords, 'ja', {})
const sayWaiting = sayFrom(waitingShopWords, 'ja', {})

const [shop, shopName] = ['renshu-shoes', 'れんしゅう靴店']
const link = `/invitations#token=${'t'.repeat(43)}`
const idOf = (n: number) => String(n).padStart(26, '0')
const told: InvitationToldAnswer = {
  shopName,
  inviterName: '小川あかね',
  role: 'staff',
  maskedEmail: 'i***@newcomer.example',
  expiresAt: '2031-12-01T01:00:00.000Z',
  signedInAs: null,
}
const step = { flow: idOf(1), email: 'itsuki.chiba@newcomer.example' } as const

type Member = ManagedMembersAnswer['members'][number]

/** One in every state. */
const members: readonly Member[] = (
  [
    ['小川あかね', 'akane.ogawa@renshu-shoes.example', 'active', 'administrator', ['totp', 'recovery']],
    ['木村ゆい', 'yui.kimura@renshu-shoes.example', 'active', 'staff', ['email']],
    ['久保れん', 'ren.kubo@renshu-shoes.example', 'suspended', '受注担当（週末・祝日）', ['email']],
    ['北村いつき', 'itsuki.kitamura@renshu-shoes.example', 'held', 'staff', []],
    ['加藤ひろ', 'hiro.kato@renshu-shoes.example', 'claim', 'staff', []],
    ['千葉いつき', 'itsuki.chiba@newcomer.example', 'invited', 'staff', []],
    ['清水のぞみ', 'nozomi.shimizu@renshu-shoes.example', 'needs-invitation', 'staff', []],
    [null, 'mako.tsuchiya.with-a-rather-long-address@newcomer.example', 'needs-invitation', null, []],
  ] as const
).map(([name, email, state, role, factors], n) => ({
  id: idOf(n),
  legacyId: String(n),
  email,
  name,
  role,
  isAdministrator: role === 'administrator',
  isSelf: n === 0,
  state,
  factors: [...factors],
  lastSignInAt: factors.length > 0 ? '2026-11-20T01:00:00.000Z' : null,
  neverSignedIn: n === 4,
  invitation: null,
  shared: { signals: [], mark: null, retiresOn: null },
}))

const invitations: InvitationsAnswer['invitations'] = [
  { of: 5, state: 'bounced' as const },
  { of: 7, state: 'expired' as const },
].map(({ of, state }) => ({
  id: idOf(of),
  member: idOf(of),
  email: members[of]?.email ?? '',
  name: members[of]?.name ?? null,
  role: 'staff',
  state,
  inviterName: '小川あかね',
  createdAt: '2026-11-20T01:00:00.000Z',
  sentAt: '2026-11-20T01:00:00.000Z',
  expiresAt: '2031-12-01T01:00:00.000Z',
  resendAt: '2026-11-20T01:05:00.000Z',
}))

const results: InviteAnswer['results'] = [
  { row: 1, email: 'itsuki.chiba@newcomer.example', outcome: 'invited', invitation: idOf(5) },
  { row: 2, email: 'no-address', outcome: 'address_invalid', invitation: null },
  { row: 3, email: '', outcome: 'row_unreadable', invitation: null },
  { row: 4, email: 'yui.kimura@renshu-shoes.example', outcome: 'already_member', invitation: null },
]

const mark: Member['shared']['mark'] = {
  responsible: { memberId: idOf(0), name: '小川あかね' },
  markedAt: '2026-11-20T01:00:00.000Z',
  remindsAt: '2027-02-18T01:00:00.000Z',
}

const standing: MembershipsAnswer = {
  memberships: [
    { id: idOf(0), shop, shopName, role: 'administrator', isAdministrator: true, robotSince: null, state: 'active' },
  ],
  waiting: [
    {
      id: idOf(9),
      shop: 'tameshi-zakka',
      shopName: 'ためし雑貨',
      role: 'staff',
      inviterName: '緑川みどり',
      expiresAt: '2031-12-01T01:00:00.000Z',
    },
  ],
}

async function isTold({ page }: Stage, answer: InvitationToldAnswer): Promise<void> {
  await page.route('**/api/invitations/lookup', (route) => route.fulfill({ json: answer }))
}

async function toTold(stage: Stage, signedInAs: InvitationToldAnswer['signedInAs'] = null): Promise<void> {
  await isTold(stage, { ...told, signedInAs })
  await stage.open(link)
  await stage.see(sayInvited('invite.lead', { shop: shopName }))
}

/** A step of the sign-in that accepts an invitation. */
async function toStep({ page, open }: Stage, asked: object): Promise<void> {
  await page.route('**/api/sign-in', (route) => route.fulfill({ json: { ...step, ...asked } }))
  await open('/sign-in')
}

const wishes: InvitationWishesAnswer['wishes'] = (
  [
    ['花田はな', 'hana@newcomer.example'],
    ['Jun with a rather long name 純', 'jun.with-a-rather-long-address.of-his-own@newcomer.example'],
  ] as const
).map(([name, email], n) => ({ id: idOf(n), name, email, askedAt: '2026-11-20T01:00:00.000Z', status: 'open' }))

async function toMembers(stage: Stage, asked: InvitationWishesAnswer['wishes'] = []): Promise<void> {
  const { page } = stage
  await stage.toPortal(stage.member)
  await page.route('**/api/memberships', (route) => route.fulfill({ json: standing }))
  await page.route(`**/api/shops/${shop}/members`, (route) => route.fulfill({ json: { members, next: null } }))
  await page.route(`**/api/shops/${shop}/invitations`, (route) =>
    route.fulfill({ json: route.request().method() === 'POST' ? { results } : { invitations, next: null } }),
  )
  await page.route(`**/api/shops/${shop}/invitation-wishes`, (route) => route.fulfill({ json: { wishes: asked } }))
  await page.route(`**/api/shops/${shop}/invitation-policy`, (route) => route.fulfill({ json: { lifetimeDays: 7 } }))
  await stage.open(`/portal/members?shop=${shop}`)
  await stage.see('清水のぞみ')
}

/** Before the address: whoever shares it. */
async function toShared(stage: Stage, shared: Partial<Member['shared']> = {}): Promise<void> {
  const { page } = stage
  await toMembers(stage)
  const of = members.map((member, n) => (n === 1 ? { ...member, shared: { ...member.shared, ...shared } } : member))
  await page.route(`**/api/shops/${shop}/members`, (route) => route.fulfill({ json: { members: of, next: null } }))
  await stage.open(`/portal/members/shared?shop=${shop}&member=${idOf(1)}`)
  await stage.see(sayShared('shared.cannot.title'))
}

/** From there to the people that are to be invited. */
async function toInviting(stage: Stage): Promise<void> {
  await toShared(stage)
  await stage.page.locator('#shared-people').fill(results.map(({ email }) => email || '"').join('\n'))
  await stage.press(sayShared('shared.next'))
  // One of them: two are no addresses, and one is what they share.
  await stage.see(sayShared('shared.invite.lead', { n: 1 }))
}

async function toMember(stage: Stage, member: string): Promise<void> {
  await toMembers(stage)
  await stage.press(sayMembers('members.manage.of', { member }))
  await stage.page.getByRole('dialog', { name: member }).waitFor()
}

/** Invitations, the members of a shop, and the shops that wait for an answer. */
export const memberScenes: readonly Scene[] = [
  { name: 'invitations/told', reach: toTold },
  {
    name: 'invitations/other-account',
    reach: (stage) => toTold(stage, { email: 'yui.kimura@renshu-shoes.example', isInvited: false }),
  },
  {
    name: 'invitations/decline',
    async reach(stage) {
      await toTold(stage)
      await stage.press(sayInvited('invite.decline'))
      await stage.see(sayInvited('invite.decline.title'))
    },
  },
  {
    name: 'invitations/declined',
    async reach(stage) {
      await stage.page.route('**/api/invitations/decline', (route) => route.fulfill({ status: 204 }))
      await toTold(stage)
      await stage.press(sayInvited('invite.decline'))
      await stage.page
        .getByRole('dialog')
        .getByRole('button', { name: sayInvited('invite.decline') })
        .click()
      await stage.see(sayInvited('invite.declined.title'))
    },
  },
  {
    name: 'invitations/ended',
    async reach(stage) {
      await stage.open(link)
      await stage.see(sayInvited('invite.ended.title'))
    },
  },
  {
    name: 'invitations/code-wrong',
    async reach(stage) {
      await stage.open('/invitations#token=broken')
      await stage.type(sayInvited('invite.code.address'), stage.member.email)
      await stage.type(sayInvited('invite.code.number'), '123456')
      await stage.press(sayInvited('invite.code.submit'))
      await stage.see(sayInvited('invite.code.wrong'))
    },
  },
  {
    name: 'invitations/new-account',
    async reach(stage) {
      await toStep(stage, {
        step: 'new-password',
        reason: 'first',
        minimumLength: 12,
        name: { suggested: '千葉いつき' },
      })
      await stage.see(sayInvited('invite.account.lead'))
    },
  },
  {
    name: 'invitations/confirm',
    async reach(stage) {
      await toStep(stage, { step: 'confirm', shopName, role: 'staff', inviterName: '小川あかね' })
      await stage.see(sayInvited('invite.accept.join'))
    },
  },
  { name: 'members/list', reach: (stage) => toMembers(stage) },
  {
    name: 'members/wishes',
    async reach(stage) {
      await toMembers(stage, wishes)
      await stage.see(sayShared('wishes.title', { n: 2 }))
    },
  },
  { name: 'members/change', reach: (stage) => toMember(stage, '千葉いつき') },
  {
    name: 'members/remove',
    async reach(stage) {
      await toMember(stage, '木村ゆい')
      await stage.press(sayMembers('member.remove'))
      await stage.see(sayMembers('member.remove.ask', { member: '木村ゆい', shop: shopName }))
    },
  },
  {
    name: 'members/results',
    async reach(stage) {
      await toMembers(stage)
      await stage.type(sayMembers('invite.many.list'), results.map(({ email }) => email || '"').join('\n'))
      await stage.press(sayMembers('invite.many.submit'))
      await stage.see(sayMembers('results.sent', { n: 1 }))
    },
  },
  {
    name: 'members/shared-rows',
    async reach(stage) {
      const shared: readonly Partial<Member['shared']>[] = [
        { mark },
        { signals: ['role-mailbox'] },
        { retiresOn: '2031-12-01' },
      ]
      const of = members.map((member, n) => ({ ...member, shared: { ...member.shared, ...shared[n] } }))
      await toMembers(stage)
      await stage.page.route(`**/api/shops/${shop}/members`, (route) =>
        route.fulfill({ json: { members: of, next: null } }),
      )
      await stage.page.reload()
      await stage.see(sayShared('shared.hint'))
    },
  },
  { name: 'shared/people', reach: (stage) => toShared(stage) },
  { name: 'shared/inviting', reach: toInviting },
  {
    name: 'shared/invited',
    async reach(stage) {
      await toInviting(stage)
      await stage.press(sayShared('shared.invite', { n: 1 }))
      await stage.see(sayMembers('results.sent', { n: 1 }))
    },
  },
  {
    name: 'shared/day',
    async reach(stage) {
      await toShared(stage)
      await stage.press(sayShared('shared.skip'))
      await stage.see(sayShared('shared.day.lead', { shop: shopName }))
    },
  },
  {
    name: 'shared/day-set',
    async reach(stage) {
      await toShared(stage, { retiresOn: '2031-12-01' })
      await stage.see(sayShared('shared.day.withdraw'))
    },
  },
  {
    name: 'shared/cannot',
    async reach(stage) {
      await toShared(stage)
      await stage.page.getByText(sayShared('shared.cannot.title'), { exact: true }).click()
      await stage.press(sayShared('shared.mark'))
      await stage.see(sayShared('shared.owner.missing'))
    },
  },
  {
    name: 'shared/marked',
    async reach(stage) {
      await toShared(stage, { mark })
      await stage.see(sayShared('shared.unmark'))
    },
  },
  {
    name: 'shared/nobody',
    async reach(stage) {
      await toMembers(stage)
      await stage.open(`/portal/members/shared?shop=${shop}&member=gone`)
      await stage.see(sayShared('shared.nobody.title'))
    },
  },
  {
    name: 'members/none',
    async reach(stage) {
      await stage.toPortal(stage.member)
      await stage.open('/portal/members')
      await stage.see(sayMembers('members.none'))
    },
  },
  {
    name: 'portal/joined',
    async reach(stage) {
      await stage.toPortal(stage.member)
      await stage.page.evaluate(
        (joined) => history.replaceState({ notice: 'ready', continueTo: null, joined }, ''),
        shop,
      )
      await stage.page.reload()
      await stage.see(sayWaiting('waiting.joined', { shop: shopName }))
    },
  },
  {
    name: 'portal/waiting',
    async reach(stage) {
      await stage.page.route('**/api/memberships', (route) => route.fulfill({ json: standing }))
      await stage.toPortal(stage.member)
      await stage.open('/portal/apps')
      await stage.see(sayWaiting('waiting.title', { shop: 'ためし雑貨' }))
      await stage.page.getByRole('link', { name: say('members.title') }).waitFor()
    },
  },
]
