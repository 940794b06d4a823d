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

/** A member signed in, with a change to another address that waits; resolves to the new mailbox. */
async function toWaiting(stage: Stage): Promise<{ readonly email: string; readonly password: string }> {
  await stage.toPortal(stage.member)
  await stage.open('/portal/profile')
  await stage.press(sayHere('address.change'))
  const email = `moved.${stage.member.email}`
  await stage.type(sayHere('address.new'), email)
  await stage.press(sayHere('address.submit'))
  await stage.see(sayHere('address.waiting.title'))
  return { ...stage.member, email }
}

async function toConfirm(stage: Stage): Promise<void> {
  const moved = await toWaiting(stage)
  await stage.open(await stage.mailedLink(moved))
  await stage.see(sayHere('address.confirm.title'))
}

async function toMoved(stage: Stage): Promise<void> {
  await toConfirm(stage)
  await stage.press(sayHere('address.confirm.submit'))
  await stage.see(sayHere('address.done.title'))
}

async function toRevert(stage: Stage): Promise<void> {
  await toMoved(stage)
  await stage.open(await stage.mailedLink(stage.member))
  await stage.page.getByLabel(say('newPassword.label'), { exact: true }).waitFor()
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
  { name: 'address/waiting', reach: async (stage) => void (await toWaiting(stage)) },
  { name: 'address/confirm', reach: toConfirm },
  {
    name: 'address/confirm-elsewhere',
    async reach(stage) {
      await toConfirm(stage)
      await stage.page.context().clearCookies()
      await stage.press(sayHere('address.confirm.submit'))
      await stage.see(sayHere('address.confirm.elsewhere'))
    },
  },
  { name: 'address/done', reach: toMoved },
  { name: 'address/revert', reach: toRevert },
  {
    name: 'address/reverted',
    async reach(stage) {
      await toRevert(stage)
      await stage.type(say('newPassword.label'), newPassword)
      await stage.press(sayHere('address.revert.submit'))
      await stage.see(sayHere('address.reverted.title'))
    },
  },
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
