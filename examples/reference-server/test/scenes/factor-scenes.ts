import { askWords } from '../../src/pages/words/ask.ts'
import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { say } from './say.ts'
import type { Scene, Stage } from './scene.ts'

const sayAsk = sayFrom(askWords, 'ja', {})

/** At somebody else's app, to the form by which one asks for an account of one's own. */
async function toAsk(stage: Stage): Promise<void> {
  await stage.toAppCode(stage.appMember)
  await stage.press(say('other.link'))
  await stage.press(say('ask.link'))
  await stage.see(sayAsk('ask.lead'))
}

async function toRecoveryCode(stage: Stage): Promise<readonly string[]> {
  const { codes } = await stage.toAppCode(stage.appMember)
  await stage.press(say('other.link'))
  await stage.press(say('other.recovery'))
  await stage.page.getByLabel(say('recovery.label'), { exact: true }).waitFor()
  return codes
}

/** Past the mailbox, to the question for the app that the shop knew. */
async function toLegacyApp({ toCode, legacyAppMember, type, press, see, code }: Stage): Promise<void> {
  await toCode(legacyAppMember)
  await type(say('code.label'), await code(legacyAppMember))
  await press(say('continue'))
  await see(say('legacyApp.title'))
}

/** The sign-in with an authenticator app, recovery codes, and without either. */
export const factorScenes: readonly Scene[] = [
  {
    name: 'factor/enrol-app',
    async reach({ toEnrolApp, appMember }) {
      await toEnrolApp(appMember)
    },
  },
  {
    name: 'factor/enrol-app-key',
    async reach({ toEnrolApp, appMember, page }) {
      await toEnrolApp(appMember)
      await page.getByText(say('app.enrol.manual.title')).click()
      await page.getByText(say('app.enrol.manual'), { exact: true }).waitFor()
    },
  },
  {
    name: 'factor/enrol-app-wrong',
    async reach({ toEnrolApp, appMember, type, press, see, appCode, wrong }) {
      const secret = await toEnrolApp(appMember)
      await type(say('code.label'), wrong(appCode(secret), 7))
      await press(say('continue'))
      await see(say('code.rejected.app', { n: 4 }))
    },
  },
  {
    name: 'factor/enrol-app-expired',
    movesClock: true,
    async reach({ toEnrolApp, appMember, type, press, see, appCode, advance, page }) {
      const secret = await toEnrolApp(appMember)
      const late = appCode(secret)
      await advance(10)
      await type(say('code.label'), late)
      await press(say('continue'))
      await see(say('app.enrol.gone'))
      await see(say('app.enrol.renewed'))
      await page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
    },
  },
  {
    name: 'factor/enrol-app-no-drawing',
    async reach({ toCode, appMember, type, press, see, code, page }) {
      await page.route('**/assets/qr-path-*.js', (route) => route.abort())
      await toCode(appMember)
      await type(say('code.label'), await code(appMember))
      await press(say('continue'))
      await see(say('app.enrol.manual'))
    },
  },
  {
    name: 'factor/legacy-app',
    reach: toLegacyApp,
  },
  {
    name: 'factor/legacy-app-wrong',
    async reach(stage) {
      await toLegacyApp(stage)
      const { legacyAppMember, appCode, wrong } = stage
      await stage.type(say('code.label'), wrong(appCode(legacyAppMember.totpSecret), 7))
      await stage.press(say('continue'))
      await stage.see(say('code.rejected.app', { n: 4 }))
    },
  },
  {
    name: 'factor/enrol-app-keep-mail',
    async reach(stage) {
      await toLegacyApp(stage)
      await stage.type(say('code.label'), stage.appCode(stage.legacyAppMember.totpSecret))
      await stage.press(say('continue'))
      await stage.page.getByRole('img', { name: say('app.enrol.qr') }).waitFor()
      await stage.see(say('app.enrol.keepMail'))
    },
  },
  {
    name: 'factor/recovery-codes',
    async reach({ toRecoveryCodes, appMember }) {
      await toRecoveryCodes(appMember)
    },
  },
  {
    name: 'factor/recovery-codes-not-saved',
    async reach({ toRecoveryCodes, appMember, press, see }) {
      await toRecoveryCodes(appMember)
      await press(say('continue'))
      await see(say('recoveryCodes.notSaved'))
    },
  },
  {
    name: 'factor/recovery-codes-gone',
    async reach({ toRecoveryCodes, appMember, see, page }) {
      await toRecoveryCodes(appMember)
      await page.reload()
      await see(say('recoveryCodes.gone'))
    },
  },
  {
    name: 'factor/app-code',
    async reach({ toAppCode, appMember }) {
      await toAppCode(appMember)
    },
  },
  {
    name: 'factor/app-code-wrong',
    async reach({ toAppCode, appMember, type, press, see, appCode, wrong }) {
      const { secret } = await toAppCode(appMember)
      await type(say('code.label'), wrong(appCode(secret), 7))
      await press(say('continue'))
      await see(say('code.rejected.app', { n: 4 }))
    },
  },
  {
    name: 'factor/app-code-used',
    // What was used is only told for half a minute: it cannot wait for others.
    movesClock: true,
    async reach({ toAppCode, appMember, type, press, see }) {
      const { used } = await toAppCode(appMember)
      await type(say('code.label'), used)
      await press(say('continue'))
      await see(say('app.replayed'))
    },
  },
  {
    name: 'factor/other-ways',
    async reach({ toAppCode, appMember, press, see }) {
      await toAppCode(appMember)
      await press(say('other.link'))
      await see(say('other.title'))
    },
  },
  {
    name: 'factor/recovery-code',
    async reach(stage) {
      await toRecoveryCode(stage)
    },
  },
  {
    name: 'factor/recovery-code-malformed',
    async reach(stage) {
      await toRecoveryCode(stage)
      await stage.type(say('recovery.label'), '123456')
      await stage.press(say('continue'))
      await stage.see(say('recovery.malformed'))
    },
  },
  {
    name: 'factor/recovery-code-wrong',
    async reach(stage) {
      await toRecoveryCode(stage)
      await stage.type(say('recovery.label'), '3-7K3M-Q9TX-20AB-CDEF')
      await stage.press(say('continue'))
      await stage.see(say('recovery.rejected', { n: 4 }))
    },
  },
  {
    name: 'factor/lost-app',
    async reach({ toAppCode, appMember, press, see }) {
      await toAppCode(appMember)
      await press(say('lost.link'))
      await see(say('lost.title'))
    },
  },
  {
    name: 'factor/lost-mailbox',
    async reach({ toCode, member, press, see }) {
      await toCode(member)
      await press(say('lost.link.only'))
      await see(say('lost.title'))
    },
  },
  {
    name: 'factor/locked',
    async reach({ toPortal, toPassword, lockFactors, member, type, press, see, page }) {
      await toPortal(member)
      await page.context().clearCookies()
      await lockFactors(member)
      await toPassword(member)
      await type(say('password.label'), member.password)
      await press(say('continue'))
      await see(say('other.none'))
      await press(say('lost.link'))
      await see(say('lost.title'))
    },
  },
  { name: 'factor/ask', reach: toAsk },
  {
    name: 'factor/ask-wrong',
    async reach(stage) {
      await toAsk(stage)
      await stage.type(sayAsk('ask.name'), '花田はな')
      await stage.press(sayAsk('ask.submit'))
      await stage.see(say('signIn.address.missing'))
    },
  },
  {
    name: 'factor/asked',
    async reach(stage) {
      await toAsk(stage)
      await stage.type(sayAsk('ask.name'), '花田はな')
      await stage.type(sayAsk('ask.email'), 'hana@newcomer.example')
      await stage.press(sayAsk('ask.submit'))
      await stage.see(say('ask.asked'))
    },
  },
]
