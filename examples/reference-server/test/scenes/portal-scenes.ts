import { say } from './say.ts'
import type { Scene } from './scene.ts'

export const portalScenes: readonly Scene[] = [
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
    async reach({ toPortal, member, open, see }) {
      await toPortal(member)
      await open('/portal/apps')
      await see('れんしゅう靴店')
    },
  },
  {
    name: 'portal/menu',
    async reach({ toPortal, member, open, press, page }) {
      await toPortal(member)
      await open('/portal/apps')
      await press(say('portal.account', { email: member.email }))
      await page.getByRole('button', { name: say('portal.signOut') }).waitFor()
    },
  },
  {
    name: 'portal/many-services',
    async reach({ toPortal, busyMember, open, see }) {
      await toPortal(busyMember)
      await open('/portal/apps')
      await see('ためし雑貨')
    },
  },
  {
    name: 'portal/no-match',
    async reach({ toPortal, busyMember, open, type, see }) {
      await toPortal(busyMember)
      await open('/portal/apps')
      await type(say('portal.search'), '花屋')
      await see(say('portal.noMatch', { query: '花屋' }))
    },
  },
  {
    name: 'portal/empty',
    async reach({ toPortal, member, open, see, page }) {
      await toPortal(member)
      await page.route('**/api/apps', (route) => route.fulfill({ json: { services: [] } }))
      await open('/portal/apps')
      await see(say('portal.empty'))
    },
  },
  {
    name: 'portal/failed',
    async reach({ toPortal, member, open, page }) {
      await toPortal(member)
      await page.route('**/api/apps', (route) => route.fulfill({ status: 500, body: '' }))
      await open('/portal/apps')
      await page.getByRole('button', { name: say('retry') }).waitFor()
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
