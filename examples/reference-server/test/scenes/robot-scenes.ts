import type {
  BypassGrantAnswer,
  BypassRequestAnswer,
  ManagedMemberAnswer,
  MembershipsAnswer,
} from '@ecforce-accounts/client/members'
import type {
  AddressFindingAnswer,
  OperatorBypassGrantAnswer,
  OperatorBypassRequestAnswer,
} from '@ecforce-accounts/client/operator'
import { accountWords } from '../../src/pages/words/account.ts'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { consoleRobotWords } from '../../src/pages/words/console-robots.ts'
import { robotWords } from '../../src/pages/words/robots.ts'
import type { Scene, Stage } from './scene.ts'

const say = sayFrom(robotWords, 'ja', {})
const sayAccount = sayFrom(accountWords, 'ja', {})
const sayDesk = sayFrom(consoleRobotWords, 'ja', {})

const [shop, shopName] = ['renshu-shoes', 'れんしゅう靴店']
const idOf = (n: number) => String(n).padStart(26, '0')

const standing: MembershipsAnswer = {
  memberships: [
    { id: idOf(0), shop, shopName, role: 'administrator', isAdministrator: true, robotSince: null, state: 'active' },
  ],
  waiting: [],
}
const members: readonly ManagedMemberAnswer[] = ['在庫ロボ', '受注取込RPA'].map((name, n) => ({
  id: idOf(n + 1),
  legacyId: String(n + 1),
  email: `rpa-${n + 1}@renshu-shoes.example`,
  name,
  role: 'staff',
  isAdministrator: false,
  isSelf: false,
  state: 'active',
  factors: ['email'],
  lastSignInAt: '2026-11-20T01:00:00.000Z',
  neverSignedIn: false,
  invitation: null,
  shared: { signals: [], mark: null, retiresOn: null },
}))

function robot(n: number, missing: BypassGrantAnswer['member']['missing'] = []): BypassGrantAnswer['member'] {
  return {
    id: idOf(n),
    name: members[n - 1]?.name ?? null,
    email: members[n - 1]?.email ?? '',
    robotSince: missing.includes('robot-flag') ? null : '2026-11-10T01:00:00.000Z',
    missing,
  }
}

const asked = {
  shop,
  shopName,
  version: 1,
  status: 'pending',
  purpose: '毎朝の在庫数の取り込み',
  provider: 'ロボ工房クラウド',
  members: [robot(1, ['first-sign-in', 'own-password', 'robot-flag'])],
  ranges: ['203.0.113.10/32', '203.0.113.16/29', '2001:db8:1234:5678::/64'],
  validDays: 90,
  shadow: false,
  renews: null,
  askedAt: '2026-11-20T01:00:00.000Z',
  dueAt: '2026-11-25T08:00:00.000Z',
  stoppedAt: null,
  question: null,
  answer: null,
  settledAt: null,
  reason: null,
  needsSecond: false,
  firstApproved: false,
  dueAfterCut: null,
} as const

type Changes = Partial<Omit<BypassRequestAnswer, 'id'>>
const aRequest = (n: number, changes: Changes = {}): BypassRequestAnswer => ({
  ...asked,
  id: idOf(n),
  members: [...asked.members],
  ranges: [...asked.ranges],
  byOperator: false,
  ...changes,
})

/** One in every state. */
const requests: readonly BypassRequestAnswer[] = [
  aRequest(11, { dueAfterCut: '2026-11-24T01:00:00.000Z' }),
  aRequest(12, {
    status: 'needs-information',
    purpose: '受注の取り込み',
    stoppedAt: '2026-11-21T01:00:00.000Z',
    question: '203.0.113.16/29 は、どなたの回線ですか。\n提供元の資料があればお知らせください。',
  }),
  aRequest(13, {
    status: 'pending',
    needsSecond: true,
    firstApproved: true,
    ranges: ['198.51.100.0/24'],
    shadow: true,
  }),
  aRequest(14, { status: 'approved', members: [robot(1)], answer: '提供元の回線です。', question: '誰の回線ですか。' }),
  aRequest(15, { status: 'rejected', members: [robot(2)], reason: '共用のプロキシのアドレスのため、登録できません。' }),
  aRequest(16, { status: 'withdrawn', members: [robot(2)] }),
]

const uses = Array.from({ length: 20 }, (_, n) => ({
  day: new Date(Date.parse('2026-11-25') - n * 86_400_000).toISOString().slice(0, 10),
  uses: n % 7 === 5 ? 0 : 8 + ((n * 5) % 9),
  shadow: 0,
  nearMisses: n === 3 ? 2 : 0,
}))

const aGrant = (n: number, changes: Partial<BypassGrantAnswer> = {}): BypassGrantAnswer => ({
  id: idOf(n),
  request: idOf(14),
  shop,
  shopName,
  member: robot(1),
  ranges: ['203.0.113.10/32'],
  standing: 'active',
  suspendedFor: null,
  shadow: false,
  startsAt: '2026-11-01T01:00:00.000Z',
  endsAt: '2027-01-30T01:00:00.000Z',
  lastUsedAt: '2026-11-25T00:05:00.000Z',
  lastAddress: '203.0.113.10',
  days: [...uses],
  userAgents: [{ userAgent: 'zaiko-robo/1.0', lastSeenAt: '2026-11-25T00:05:00.000Z' }],
  ...changes,
})

const unused = { days: [], userAgents: [], lastUsedAt: null, lastAddress: null }
const grants: readonly BypassGrantAnswer[] = [
  aGrant(21),
  aGrant(22, { ...unused, standing: 'waiting', member: robot(2, ['own-password', 'robot-flag']), shadow: true }),
  aGrant(23, { ...unused, standing: 'suspended', suspendedFor: 'credentials', member: robot(2) }),
  aGrant(24, { ...unused, standing: 'ended', member: robot(2) }),
  aGrant(25, { ...unused, standing: 'revoked', member: robot(2) }),
]

interface Shown {
  readonly requests?: readonly BypassRequestAnswer[]
  readonly grants?: readonly BypassGrantAnswer[]
}

async function toRobots(stage: Stage, shown: Shown = {}): Promise<void> {
  const { page } = stage
  await stage.toPortal(stage.member)
  await page.route('**/api/memberships', (route) => route.fulfill({ json: standing }))
  await page.route(`**/api/shops/${shop}/members`, (route) => route.fulfill({ json: { members, next: null } }))
  await page.route(`**/api/shops/${shop}/bypass-requests`, (route) =>
    route.request().method() === 'POST'
      ? route.fallback()
      : route.fulfill({ json: { requests: shown.requests ?? [] } }),
  )
  await page.route(`**/api/shops/${shop}/bypass-grants`, (route) =>
    route.fulfill({ json: { grants: shown.grants ?? [] } }),
  )
  await stage.open(`/portal/robots?shop=${shop}`)
  await stage.see(say('better.title'))
  await stage.see(say('request.lead'))
}

async function fillIn(stage: Stage, addresses: string): Promise<void> {
  await stage.type(say('request.purpose'), asked.purpose)
  await stage.type(say('request.provider'), asked.provider)
  await stage.page.getByRole('checkbox', { name: '在庫ロボ' }).check()
  await stage.type(say('request.addresses'), addresses)
}

const wrong = {
  type: 'about:blank',
  status: 422,
  code: 'bypass_invalid',
  title: 'The exemption cannot be asked for so',
  messages: { ja: '申請の内容をご確認ください。', en: 'Please check what is asked for.' },
  errors: [
    {
      pointer: '/ranges/0',
      messages: {
        ja: '192.168.0.7は社内用のアドレスのため登録できません。インターネット側のIPアドレスを入力してください。',
        en: '192.168.0.7 is an internal address. Enter the one seen from the internet.',
      },
    },
    {
      pointer: '/ranges/1',
      messages: {
        ja: '203.0.113.10/28は範囲の先頭のアドレスではありません。「203.0.113.0/28」と入力してください。',
        en: '203.0.113.10/28 is not the first address of its range. Write it as 203.0.113.0/28.',
      },
    },
  ],
}

const forOperators = ({ byOperator: _, ...request }: BypassRequestAnswer): OperatorBypassRequestAnswer => ({
  ...request,
  overdue: request.id === idOf(11),
  ticket: request.id === idOf(13) ? 'SUP-20413' : null,
  askedBy: request.id === idOf(13) ? 'sasae' : null,
  firstApprovedBy: request.firstApproved ? 'tomoru' : null,
  settledBy: null,
})

async function atDesk({ asOperator, page, open }: Stage, path: string, role: 'support' | 'engineer'): Promise<void> {
  await asOperator()
  const session = { name: 'akira', role, expiresAt: '2031-12-01T01:00:00.000Z' }
  const open0 = requests.slice(0, 3).map(forOperators)
  const given: readonly OperatorBypassGrantAnswer[] = grants.map((grant) => ({ ...grant, approvedBy: ['tomoru'] }))
  await page.route('**/api/operator/session', (route) => route.fulfill({ json: session }))
  await page.route('**/api/operator/bypass-requests', (route) =>
    route.fulfill({ json: { now: '2026-11-26T01:00:00.000Z', requests: open0 } }),
  )
  await page.route('**/api/operator/bypass-requests/*', (route) => {
    const found = requests.find(({ id }) => route.request().url().endsWith(id))
    return route.fulfill({ json: found && forOperators(found) })
  })
  await page.route('**/api/operator/bypass-grants', (route) => route.fulfill({ json: { grants: given } }))
  await page.route('**/api/operator/doctor/address**', (route) => route.fulfill({ json: found }))
  await open(path)
}

/** Behind a proxy that is trusted, from an address that is not registered. */
const found: AddressFindingAnswer = {
  peer: '10.0.0.7',
  forwardedFor: '192.0.2.77, 198.51.100.77, 10.0.0.5',
  proxies: ['10.0.0.0/8'],
  hops: [
    { text: '192.0.2.77', address: '192.0.2.77', isProxy: false },
    { text: '198.51.100.77', address: '198.51.100.77', isProxy: false },
    { text: '10.0.0.5', address: '10.0.0.5', isProxy: true },
  ],
  address: '198.51.100.77',
  exemption: {
    bypass: 'refused',
    reasons: ['address_outside'],
    grant: {
      id: idOf(21),
      ranges: ['203.0.113.10/32'],
      status: 'active',
      startsAt: '2026-11-01T01:00:00.000Z',
      endsAt: '2027-01-30T01:00:00.000Z',
    },
  },
}

/** Robots' exemptions, as shops ask for them and operators decide them. */
export const robotScenes: readonly Scene[] = [
  { name: 'robots/first-time', reach: (stage) => toRobots(stage) },
  {
    name: 'robots/standing',
    async reach(stage) {
      await toRobots(stage, { requests, grants })
      await stage.see(say('grant.uses'))
    },
  },
  {
    name: 'robots/missing',
    async reach(stage) {
      await toRobots(stage)
      await stage.press(say('request.submit'))
      await stage.see(say('request.members.missing'))
    },
  },
  {
    name: 'robots/rows-wrong',
    async reach(stage) {
      await toRobots(stage)
      await stage.page.route(`**/api/shops/${shop}/bypass-requests`, (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(wrong) })
          : route.fallback(),
      )
      await fillIn(stage, '192.168.0.7\n\n203.0.113.10/28')
      await stage.press(say('request.submit'))
      await stage.see(/3行目/)
    },
  },
  {
    name: 'robots/received',
    async reach(stage) {
      await toRobots(stage)
      await stage.page.route(`**/api/shops/${shop}/bypass-requests`, (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({ json: aRequest(11, { dueAfterCut: '2026-11-24T01:00:00.000Z' }) })
          : route.fallback(),
      )
      await fillIn(stage, '203.0.113.10')
      await stage.press(say('request.submit'))
      await stage.see(say('request.sent'))
    },
  },
  {
    name: 'robots/end',
    async reach(stage) {
      await toRobots(stage, { grants: grants.slice(0, 1) })
      await stage.press(say('grant.end.of', { member: '在庫ロボ' }))
      await stage.see(say('grant.end.after'))
    },
  },
  {
    name: 'console/robots',
    async reach(stage) {
      await atDesk(stage, '/console/robots', 'support')
      await stage.see(sayDesk('desk.queue.overdue'))
    },
  },
  {
    name: 'console/robot-request',
    async reach(stage) {
      await atDesk(stage, `/console/robots/${idOf(11)}`, 'engineer')
      await stage.see(sayDesk('desk.request.approve'))
    },
  },
  {
    name: 'console/robot-second',
    async reach(stage) {
      await atDesk(stage, `/console/robots/${idOf(13)}`, 'engineer')
      await stage.see(sayDesk('desk.request.first', { operator: 'tomoru' }))
      await stage.page.getByText(sayDesk('desk.request.reject'), { exact: true }).click()
      await stage.press(sayDesk('desk.request.reject.submit'))
      await stage.see(sayDesk('desk.request.reject.missing'))
    },
  },
  {
    name: 'console/robot-support',
    async reach(stage) {
      await atDesk(stage, `/console/robots/${idOf(12)}`, 'support')
      await stage.see(sayDesk('desk.request.support'))
    },
  },
  {
    name: 'console/robot-grants',
    async reach(stage) {
      await atDesk(stage, '/console/robots/grants', 'engineer')
      await stage.see(sayDesk('desk.grants.stopAll'))
    },
  },
  {
    name: 'console/robot-stop',
    async reach(stage) {
      await atDesk(stage, '/console/robots/grants', 'engineer')
      await stage.press(sayDesk('desk.grants.stopAll'))
      await stage.press(sayDesk('desk.grants.stop'))
      await stage.see(sayDesk('desk.request.code.missing'))
    },
  },
  {
    name: 'console/doctor',
    async reach(stage) {
      await atDesk(stage, '/console/doctor', 'support')
      await stage.type(sayDesk('doctor.shop'), shop)
      await stage.type(sayDesk('doctor.legacyId'), '304')
      await stage.press(sayDesk('doctor.submit'))
      await stage.see(sayDesk('doctor.reason.address_outside'))
    },
  },
  {
    name: 'profile/robot',
    async reach(stage) {
      await stage.toPortal(stage.member)
      const own = { ...standing.memberships[0], isAdministrator: false, robotSince: '2026-11-10T01:00:00.000Z' }
      await stage.page.route('**/api/memberships', (route) =>
        route.fulfill({ json: { ...standing, memberships: [own] } }),
      )
      await stage.open('/portal/profile')
      await stage.press(sayAccount('robot.unflag'))
      await stage.see(sayAccount('robot.unflag.after'))
    },
  },
]
