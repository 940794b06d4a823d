import type { Scene } from './scene.ts'

/** The lab speaks both languages at once. */
const speak = async () => undefined

export const labScenes: readonly Scene[] = [
  {
    name: 'lab/mailbox',
    speak,
    async reach({ toCode, member, code, open, see, mailboxUrl }) {
      await toCode(member)
      await code(member)
      await open(mailboxUrl)
      await see(member.email)
    },
  },
  {
    name: 'lab/mailbox-mail',
    speak,
    async reach({ toCode, member, code, open, page, mailboxUrl }) {
      await toCode(member)
      const digits = await code(member)
      await open(mailboxUrl)
      await page.getByRole('link').filter({ hasText: member.email }).click()
      await page.frameLocator('iframe').getByText(digits).waitFor()
    },
  },
]
