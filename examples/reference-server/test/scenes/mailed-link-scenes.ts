import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { mailedLinkWords } from '../../src/pages/words/mailed-link.ts'
import { say } from './say.ts'
import type { Scene, Stage } from './scene.ts'

const sayHere = sayFrom(mailedLinkWords, 'ja', {})
const newPassword = 'yuki ni saku hana'

async function toAsk({ open, page }: Stage): Promise<void> {
  await open('/password-reset')
  await page.getByLabel(say('signIn.address.label'), { exact: true }).waitFor()
}

/** From nowhere to the field for a new password. */
async function toChoose(stage: Stage): Promise<void> {
  await toAsk(stage)
  await stage.type(say('signIn.address.label'), stage.member.email)
  await stage.press(sayHere('reset.request.submit'))
  await stage.see(sayHere('reset.sent.title'))
  await stage.open('/help') // another page first: what stands behind the # alone loads none
  await stage.open(await stage.mailedLink(stage.member))
  await stage.page.getByLabel(say('newPassword.label'), { exact: true }).waitFor()
}

async function toDone(stage: Stage): Promise<void> {
  await toChoose(stage)
  await stage.type(say('newPassword.label'), newPassword)
  await stage.press(sayHere('reset.choose.submit'))
  await stage.see(sayHere('reset.done.title'))
}

/** What mailed links open. */
export const mailedLinkScenes: readonly Scene[] = [
  { name: 'reset/ask', reach: toAsk },
  {
    name: 'reset/ask-invalid',
    async reach(stage) {
      await toAsk(stage)
      await stage.type(say('signIn.address.label'), 'nobody')
      await stage.press(sayHere('reset.request.submit'))
      await stage.see(say('signIn.address.invalid'))
    },
  },
  {
    name: 'reset/sent',
    async reach(stage) {
      await toAsk(stage)
      await stage.type(say('signIn.address.label'), stage.member.email)
      await stage.press(sayHere('reset.request.submit'))
      await stage.see(sayHere('reset.sent.title'))
    },
  },
  { name: 'reset/choose', reach: toChoose },
  {
    name: 'reset/choose-common',
    async reach(stage) {
      await toChoose(stage)
      await stage.type(say('newPassword.label'), 'password12345')
      await stage.press(sayHere('reset.choose.submit'))
      await stage.see(say('newPassword.common'))
    },
  },
  { name: 'reset/done', reach: toDone },
  {
    name: 'reset/unusable',
    async reach(stage) {
      await stage.open(`/password-reset#token=${'A'.repeat(43)}`)
      await stage.type(say('newPassword.label'), newPassword)
      await stage.press(sayHere('reset.choose.submit'))
      await stage.see(sayHere('mailedLink.unusable'))
    },
  },
]
