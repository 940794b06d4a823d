import { robotNoteWords } from '../../src/pages/words/robot-note.ts'
import { say } from './say.ts'
import type { Scene, Stage, StageMember } from './scene.ts'

/** Comes back to the portal after the first sign-in, whose welcome is over. */
async function comeBack({ toPortal, open }: Stage, member: StageMember): Promise<void> {
  await toPortal(member)
  await open('/help')
  await open('/portal/apps')
}

/** The problem that a server answers with when it has failed. */
const failed = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', status: 500, code: 'internal', messages: { ja: '', en: '' } }),
}

/** A green square of 40 pixels. */
const icon =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACgAAAAoCAIAAAADnC86AAAAMElEQVR42u3NQQkAAAgEsGtgVHuY2hKCn8H+S02/iFgsFovFYrFYLBaLxWKxWHxnAfTacltT6TRyAAAAAElFTkSuQmCC'

/** A shop with three services, one of them with a picture of its own. */
const several = ['管理画面', '受注センター', 'Point & Coupon Studio'].map((name, index) => ({
  id: `renshu-${index}`,
  name,
  icon: index === 1 ? icon : null,
  url: `https://renshu-shoes.example/start/${index}`,
  shop: 'renshu-shoes',
  shopName: 'れんしゅう靴店',
  adminUrl: 'https://renshu-shoes.example/admin',
  legacySignInUntil: null,
  lastEnteredAt: null,
}))

/** What a robot's sign-in is told of itself. */
const robot = {
  account: { id: '0'.repeat(26), email: 'rpa-zaiko@renshu-shoes.example', name: '在庫ロボ', locale: 'ja' },
  session: {
    class: 'robot',
    acr: 'urn:ecforce:acr:robot',
    amr: ['pwd'],
    authTime: '2026-11-22T01:00:00.000Z',
    expiresAt: '2026-11-22T03:00:00.000Z',
  },
  memberships: [{ shop: 'renshu-shoes', shopName: 'れんしゅう靴店', role: 'staff' }],
}

export const portalScenes: readonly Scene[] = [
  {
    name: 'portal/robot',
    async reach({ page, open, see }) {
      await page.route('**/api/session', (route) => route.fulfill({ json: robot }))
      await page.route('**/api/apps', (route) =>
        route.fulfill({ json: { services: several.slice(0, 1), unconnected: [] } }),
      )
      await open('/portal/apps')
      await see(robotNoteWords['portal.robot.code'].ja)
    },
  },
  {
    name: 'portal/first-time',
    async reach({ toPortal, member, see }) {
      await toPortal(member)
      await see(say('portal.ready'))
    },
  },
  {
    name: 'portal/first-time-asked-page',
    async reach({ toPortal, member, see }) {
      await toPortal(member, '/sign-in?shop=renshu-shoes&returnTo=/help')
      await see(say('portal.continueTo'))
    },
  },
  {
    name: 'portal/first-time-many',
    async reach({ toPortal, busyMember, see }) {
      await toPortal(busyMember)
      await see(say('portal.ready'))
    },
  },
  {
    name: 'portal/services',
    async reach(stage) {
      await comeBack(stage, stage.member)
      await stage.see('れんしゅう靴店')
    },
  },
  {
    name: 'portal/menu',
    async reach(stage) {
      await comeBack(stage, stage.member)
      await stage.press(say('portal.account', { email: stage.member.email }))
      await stage.page.getByRole('button', { name: say('portal.signOut') }).waitFor()
    },
  },
  {
    name: 'portal/many-services',
    async reach(stage) {
      await comeBack(stage, stage.busyMember)
      await stage.see('ためし雑貨')
    },
  },
  {
    name: 'portal/several-services-of-a-shop',
    async reach(stage) {
      await stage.page.route('**/api/apps', (route) => route.fulfill({ json: { services: several, unconnected: [] } }))
      await comeBack(stage, stage.member)
      await stage.see('受注センター')
    },
  },
  {
    name: 'portal/no-match',
    async reach(stage) {
      await comeBack(stage, stage.busyMember)
      await stage.type(say('portal.search'), '花屋')
      await stage.see(say('portal.noMatch', { query: '花屋' }))
    },
  },
  {
    name: 'portal/empty',
    async reach(stage) {
      await stage.page.route('**/api/apps', (route) => route.fulfill({ json: { services: [], unconnected: [] } }))
      await comeBack(stage, stage.member)
      await stage.see(say('portal.empty'))
    },
  },
  {
    name: 'portal/failed',
    async reach(stage) {
      await stage.page.route('**/api/apps', (route) => route.fulfill(failed))
      await comeBack(stage, stage.member)
      await stage.see(say('failed.loading'))
    },
  },
  {
    name: 'portal/signed-out',
    async reach({ toPortal, member, press, see }) {
      await toPortal(member)
      await press(say('portal.account', { email: member.email }))
      await press(say('portal.signOut'))
      await see(say('signIn.signedOut'))
    },
  },
]
