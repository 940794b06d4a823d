import { accountWords } from '../../src/pages/words/account.ts'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { stepUpWords } from '../../src/pages/words/step-up.ts'
import { say } from './say.ts'
import type { EnrolledApp, Scene, Stage, StageMember } from './scene.ts'

const sayHere = sayFrom(accountWords, 'ja', {})
const sayStepUp = sayFrom(stepUpWords, 'ja', {})

/** To the own account, with everything on it there. */
async function toProfile({ open, page, see }: Stage): Promise<void> {
  await open('/portal/profile')
  await page.getByRole('heading', { name: say('profile.title'), level: 1 }).waitFor()
  await see(sayHere('event.account.activated'))
}

/** The same, of somebody whose way in is the mailbox. */
async function byMail(stage: Stage): Promise<StageMember> {
  await stage.toPortal(stage.member)
  await toProfile(stage)
  return stage.member
}

/** The same, of somebody whose way in is an app, without mail beside it. */
async function byApp(stage: Stage): Promise<EnrolledApp> {
  const enrolled = await stage.toRecoveryCodes(stage.appMember)
  await stage.page.getByLabel(say('recoveryCodes.saved')).check()
  await stage.press(say('continue'))
  await stage.page.waitForURL('**/portal/apps')
  await toProfile(stage)
  return enrolled
}

/** To the profile of who is signed in from two browsers. */
async function twice(stage: Stage): Promise<void> {
  await stage.toPortal(stage.member)
  await stage.page.context().clearCookies()
  await stage.toCode(stage.member)
  await stage.type(say('code.label'), await stage.code(stage.member, 2))
  await stage.press(say('continue'))
  await stage.page.waitForURL('**/portal/apps')
  await toProfile(stage)
}

async function openPassword(stage: Stage, typed: string, present = stage.member.password): Promise<void> {
  await stage.press(sayHere('profile.password.change'))
  await stage.type(sayHere('profile.password.present'), present)
  await stage.type(say('newPassword.label'), typed)
}

/** Asks for something that needs a fresh proof. */
async function toStepUp(stage: Stage, member: StageMember): Promise<void> {
  await openPassword(stage, 'yuki ni saku hana')
  await stage.makeStale(member)
  await stage.press(sayHere('profile.password.submit'))
  await stage.page.getByRole('dialog', { name: sayStepUp('stepUp.title') }).waitFor()
}

const failed = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', status: 500, code: 'internal', messages: { ja: '', en: '' } }),
}

/** The member's own account. */
export const accountScenes: readonly Scene[] = [
  { name: 'profile/by-mail', reach: async (stage) => void (await byMail(stage)) },
  { name: 'profile/by-app', reach: async (stage) => void (await byApp(stage)) },
  {
    name: 'profile/name-missing',
    async reach(stage) {
      await byMail(stage)
      await stage.type(sayHere('profile.name'), '')
      await stage.press(sayHere('profile.save'))
      await stage.see(sayHere('profile.name.missing'))
    },
  },
  {
    name: 'profile/saved',
    async reach(stage) {
      await byMail(stage)
      await stage.type(sayHere('profile.name'), '加藤 ひろ')
      await stage.press(sayHere('profile.save'))
      await stage.see(sayHere('profile.saved'))
    },
  },
  {
    name: 'profile/password',
    async reach(stage) {
      await byMail(stage)
      await openPassword(stage, 'asahiasahiasahi')
      await stage.see(say('newPassword.strength.weak'))
    },
  },
  {
    name: 'profile/password-too-short',
    async reach(stage) {
      await byMail(stage)
      await openPassword(stage, 'neko77')
      await stage.press(sayHere('profile.password.submit'))
      await stage.see(say('newPassword.tooShort', { n: 6 }))
    },
  },
  {
    name: 'profile/password-changed',
    async reach(stage) {
      await byMail(stage)
      await openPassword(stage, 'yuki ni saku hana')
      await stage.press(sayHere('profile.password.submit'))
      await stage.see(sayHere('profile.password.changed'))
    },
  },
  {
    name: 'profile/password-wrong',
    async reach(stage) {
      await byMail(stage)
      await openPassword(stage, 'yuki ni saku hana', 'another one')
      await stage.press(sayHere('profile.password.submit'))
      await stage.see(sayHere('profile.password.wrong'))
    },
  },
  {
    name: 'profile/step-up-mail',
    async reach(stage) {
      await toStepUp(stage, await byMail(stage))
      await stage.see(say('code.reference.label'))
    },
  },
  {
    name: 'profile/step-up-wrong',
    async reach(stage) {
      const member = await byMail(stage)
      await toStepUp(stage, member)
      await stage.type(say('code.label'), stage.wrong(await stage.code(member, 2), 7))
      await stage.press(say('continue'))
      await stage.see(/あと4回/)
    },
  },
  {
    name: 'profile/step-up-ended',
    async reach(stage) {
      const member = await byMail(stage)
      await toStepUp(stage, member)
      const code = await stage.code(member, 2)
      for (let n = 1; n <= 5; n++) {
        await stage.type(say('code.label'), stage.wrong(code, n))
        await stage.press(say('continue'))
        await stage.see(n === 5 ? sayStepUp('stepUp.ended') : new RegExp(`あと${5 - n}回`))
      }
    },
  },
  {
    name: 'profile/step-up-app',
    async reach(stage) {
      await byApp(stage)
      await toStepUp(stage, stage.appMember)
      await stage.press(say('other.link'))
      await stage.see(say('other.title'))
    },
  },
  {
    name: 'profile/enrol-app',
    async reach(stage) {
      await byMail(stage)
      await stage.press(sayHere('profile.setUp.of', { what: sayHere('profile.app') }))
      await stage.page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
    },
  },
  {
    name: 'profile/enrol-app-wrong',
    async reach(stage) {
      await byApp(stage)
      await stage.press(sayHere('profile.app.replace.of'))
      await stage.page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
      await stage.type(say('code.label'), '000000')
      await stage.press(say('continue'))
      await stage.see(sayHere('profile.code.rejected'))
    },
  },
  {
    name: 'profile/recovery-codes',
    async reach(stage) {
      await byApp(stage)
      await stage.press(sayHere('profile.codes.make.of'))
      await stage.page.getByRole('heading', { name: say('recoveryCodes.title') }).waitFor()
    },
  },
  {
    name: 'profile/mail-prove',
    async reach(stage) {
      await byApp(stage)
      await stage.press(sayHere('profile.setUp.of', { what: sayHere('profile.mail') }))
      await stage.see(sayHere('profile.mail.prove'))
    },
  },
  {
    name: 'profile/mail-used-code',
    // What was used is only told for half a minute: it cannot wait for others.
    movesClock: true,
    async reach(stage) {
      const { used } = await byApp(stage)
      await stage.press(sayHere('profile.setUp.of', { what: sayHere('profile.mail') }))
      await stage.type(say('code.label'), used)
      await stage.press(say('continue'))
      await stage.see(say('app.replayed'))
    },
  },
  {
    name: 'profile/mail-on',
    movesClock: true,
    async reach(stage) {
      const { secret } = await byApp(stage)
      await stage.press(sayHere('profile.setUp.of', { what: sayHere('profile.mail') }))
      await stage.advance(1)
      await stage.type(say('code.label'), stage.appCode(secret))
      await stage.press(say('continue'))
      await stage.see(sayHere('profile.mail.done'))
    },
  },
  {
    name: 'profile/remove-app',
    async reach(stage) {
      await byMail(stage)
      await stage.press(sayHere('profile.setUp.of', { what: sayHere('profile.app') }))
      await stage.page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
      const secret = ((await stage.page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
      await stage.type(say('code.label'), stage.appCode(secret))
      await stage.press(say('continue'))
      await stage.page.getByLabel(say('recoveryCodes.saved')).check()
      await stage.press(say('continue'))
      await stage.see(sayHere('profile.app.done'))
      await stage.press(sayHere('profile.turnOff.of', { what: sayHere('profile.app') }))
      await stage.see(sayHere('profile.remove.app'))
    },
  },
  {
    name: 'profile/locked',
    async reach(stage) {
      const member = await byMail(stage)
      await stage.lockFactors(member)
      await toProfile(stage)
      await stage.see(sayHere('profile.locked'))
    },
  },
  {
    name: 'profile/devices',
    async reach(stage) {
      await twice(stage)
      await stage.see(sayHere('event.authn.signed_in.new'))
    },
  },
  {
    name: 'profile/end-others',
    async reach(stage) {
      await twice(stage)
      await stage.press(sayHere('profile.endOthers'))
      await stage.see(sayHere('profile.endOthers.ask'))
    },
  },
  {
    name: 'profile/recovered',
    async reach(stage) {
      const member = await byMail(stage)
      await stage.recover(member)
      await toProfile(stage)
      await stage.see(/招待や認証方法の変更ができません/)
    },
  },
  {
    name: 'profile/factor-lift',
    async reach(stage) {
      await byApp(stage)
      await stage.askForLift(stage.appMember)
      await toProfile(stage)
      await stage.see(sayHere('profile.lift.cancel'))
    },
  },
  {
    name: 'profile/failed',
    async reach(stage) {
      await stage.toPortal(stage.member)
      await stage.page.route('**/api/profile', (route) => route.fulfill(failed))
      await stage.open('/portal/profile')
      await stage.see(say('failed.loading'))
    },
  },
  {
    name: 'profile/failed-in-part',
    async reach(stage) {
      await stage.toPortal(stage.member)
      await stage.page.route('**/api/sessions', (route) => route.fulfill(failed))
      await toProfile(stage)
      await stage.see(say('failed.loading'))
    },
  },
]
