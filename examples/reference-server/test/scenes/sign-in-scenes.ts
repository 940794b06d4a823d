import { say } from './say.ts'
import type { Scene } from './scene.ts'

/** The problem that an overloaded server answers with. */
const overloaded = {
  status: 503,
  contentType: 'application/problem+json',
  headers: { 'Retry-After': '5' },
  body: JSON.stringify({ type: 'about:blank', status: 503, code: 'overloaded', messages: { ja: '', en: '' } }),
}

export const signInScenes: readonly Scene[] = [
  {
    name: 'sign-in/empty',
    async reach({ open, page }) {
      await open('/sign-in')
      await page.getByLabel(say('signIn.address.label')).waitFor()
    },
  },
  {
    name: 'sign-in/from-shop',
    async reach({ open, see }) {
      await open('/sign-in?shop=renshu-shoes')
      await see(/^れんしゅう靴店は/)
    },
  },
  {
    name: 'sign-in/from-shop-enforced',
    async reach({ open, see }) {
      await open('/sign-in?shop=tameshi-zakka')
      await see(/^ためし雑貨は/)
    },
  },
  {
    name: 'sign-in/bad-address',
    async reach({ open, type, press, see }) {
      await open('/sign-in')
      await type(say('signIn.address.label'), 'hiro.kato@')
      await press(say('continue'))
      await see(say('signIn.address.invalid'))
    },
  },
  {
    name: 'sign-in/password',
    reach: ({ toPassword, member }) => toPassword(member),
  },
  {
    name: 'sign-in/password-shown',
    async reach({ toPassword, member, type, press, page }) {
      await toPassword(member)
      await type(say('password.label'), member.password)
      await press(say('password.show'))
      await page.getByRole('button', { name: say('password.hide') }).waitFor()
    },
  },
  {
    name: 'sign-in/password-from-shop',
    reach: ({ toPassword, member }) => toPassword(member, '/sign-in?shop=renshu-shoes'),
  },
  {
    name: 'sign-in/password-missing',
    async reach({ toPassword, member, press, see }) {
      await toPassword(member)
      await press(say('continue'))
      await see(say('password.missing'))
    },
  },
  {
    name: 'sign-in/rejected',
    async reach({ toPassword, member, type, press, see }) {
      await toPassword(member)
      await type(say('password.label'), 'not the password')
      await press(say('continue'))
      await see(say('credentials.rejected'))
    },
  },
  {
    name: 'sign-in/throttled',
    movesClock: true,
    async reach({ toPassword, member, type, press, see, advance }) {
      await toPassword(member)
      // Every failure after the fifth doubles the wait; the tenth makes it longer than one waits for on the page.
      for (let tries = 1; tries <= 11; tries++) {
        await type(say('password.label'), `not the password ${tries}`)
        await press(say('continue'))
        await see(tries <= 10 ? say('credentials.rejected') : say('password.throttled.help'))
        if (tries < 10) await advance(1)
      }
    },
  },
  {
    name: 'sign-in/offline',
    async reach({ toPassword, member, type, press, see, page }) {
      await toPassword(member)
      await type(say('password.label'), member.password)
      await page.context().setOffline(true)
      await press(say('continue'))
      await see(say('offline'))
    },
  },
  {
    name: 'sign-in/unreachable',
    async reach({ toPassword, member, type, press, see, page }) {
      await toPassword(member)
      await type(say('password.label'), member.password)
      await page.route('**/api/sign-in/password', (route) => route.abort('connectionrefused'))
      await press(say('continue'))
      await see(/サーバーにつながりません/)
    },
  },
  {
    name: 'sign-in/slow',
    async reach({ toPassword, member, type, press, page }) {
      await toPassword(member)
      await type(say('password.label'), member.password)
      await page.route('**/api/sign-in/password', () => {})
      await press(say('continue'))
      await page.getByRole('button', { name: say('working.long') }).waitFor()
    },
  },
  {
    name: 'sign-in/busy',
    async reach({ toPassword, member, type, press, see, page }) {
      await toPassword(member)
      await type(say('password.label'), member.password)
      await page.route('**/api/sign-in/password', (route) => route.fulfill(overloaded))
      await press(say('continue'))
      await see(/ただいま混み合っています/)
    },
  },
  {
    name: 'sign-in/code-enrol',
    reach: ({ toCode, member }) => toCode(member),
  },
  {
    name: 'sign-in/code-verify',
    async reach({ toPortal, toCode, member, page }) {
      await toPortal(member)
      await page.context().clearCookies()
      await toCode(member)
    },
  },
  {
    name: 'sign-in/code-malformed',
    async reach({ toCode, member, type, press, see }) {
      await toCode(member)
      await type(say('code.label'), '１２３ ４')
      await press(say('continue'))
      await see(say('code.notSixDigits'))
    },
  },
  {
    name: 'sign-in/code-wrong',
    async reach({ toCode, member, type, press, see, code, wrong }) {
      await toCode(member)
      await type(say('code.label'), wrong(await code(member)))
      await press(say('continue'))
      await see(/コードが一致しません/)
    },
  },
  {
    name: 'sign-in/code-exhausted',
    async reach({ toCode, member, type, press, see, code, wrong }) {
      await toCode(member)
      const right = await code(member)
      for (let tries = 1; tries <= 5; tries++) {
        await type(say('code.label'), wrong(right, tries))
        await press(say('continue'))
        await see(tries < 5 ? new RegExp(`あと${5 - tries}回`) : say('code.exhausted'))
      }
    },
  },
  {
    name: 'sign-in/code-expired',
    movesClock: true,
    async reach({ toCode, member, type, press, see, code, advance }) {
      await toCode(member)
      const late = await code(member)
      await advance(10)
      await type(say('code.label'), late)
      await press(say('continue'))
      await see(say('code.expired'))
    },
  },
  {
    name: 'sign-in/code-resent',
    movesClock: true,
    async reach({ toCode, member, press, see, code, advance, page }) {
      await toCode(member)
      await code(member)
      await advance(1)
      await page.reload()
      await press(say('code.resend'))
      await see(say('code.resent'))
      await code(member, 2)
    },
  },
  {
    name: 'sign-in/new-password',
    async reach({ toCode, weakMember, type, press, see, code }) {
      await toCode(weakMember)
      await type(say('code.label'), await code(weakMember))
      await press(say('continue'))
      await see(say('newPassword.title'))
    },
  },
  {
    name: 'sign-in/new-password-short',
    async reach({ toCode, weakMember, type, press, see, code }) {
      await toCode(weakMember)
      await type(say('code.label'), await code(weakMember))
      await press(say('continue'))
      await type(say('newPassword.label'), 'short')
      await press(say('continue'))
      await see(say('newPassword.tooShort', { n: 7 }))
    },
  },
  {
    name: 'sign-in/new-password-common',
    async reach({ toCode, weakMember, type, press, see, code }) {
      await toCode(weakMember)
      await type(say('code.label'), await code(weakMember))
      await press(say('continue'))
      await type(say('newPassword.label'), 'passwordpassword')
      await press(say('continue'))
      await see(say('newPassword.common'))
    },
  },
  {
    name: 'sign-in/new-password-several',
    async reach({ toCode, busyMember, type, press, see, code }) {
      await toCode(busyMember)
      await type(say('code.label'), await code(busyMember))
      await press(say('continue'))
      await see(say('newPassword.reason.several'))
    },
  },
  {
    name: 'sign-in/flow-expired',
    movesClock: true,
    async reach({ toPassword, member, type, press, see, advance }) {
      await toPassword(member)
      await advance(24 * 60)
      await type(say('password.label'), member.password)
      await press(say('continue'))
      await see(say('flow.expired'))
    },
  },
  {
    name: 'sign-in/another-tab',
    async reach({ toPassword, member, type, press, see, page }) {
      await toPassword(member)
      const second = await page.context().newPage()
      await second.goto('/sign-in')
      await second.getByRole('button', { name: say('password.change') }).click()
      await second.getByLabel(say('signIn.address.label')).fill('nobody@nowhere.example')
      await second.getByRole('button', { name: say('continue') }).click()
      await second.getByLabel(say('password.label'), { exact: true }).waitFor()
      await second.close()
      await type(say('password.label'), member.password)
      await press(say('continue'))
      await see(say('flow.conflict'))
    },
  },
]
