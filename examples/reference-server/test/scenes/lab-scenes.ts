import type { Scene } from './scene.ts'

/** A page of the lab at the server's own address, once it shows what it is about. */
const atServer = (name: string, path: string, content: string): Scene => ({
  name: `lab/${name}`,
  async reach({ open, page }) {
    await open(path)
    await page.locator(content).first().waitFor()
  },
})

export const labScenes: readonly Scene[] = [
  atServer('start', '/lab', '.door'),
  atServer('cast', '/lab/cast', '.person'),
  atServer('clock', '/lab/clock', '.face time'),
  atServer('support', '/lab/support', 'code'),
  atServer('design', '/lab/design', '[data-part="Loading"]'),
  {
    name: 'lab/design-dialog',
    async reach({ open, page }) {
      await open('/lab/design')
      await page.getByRole('button', { name: '危険な操作を確認する' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'lab/authenticator',
    async reach({ open, page, mailboxUrl }) {
      await open(`${mailboxUrl}/authenticator`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByLabel('リンクまたはキー', { exact: true }).fill('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP')
      await page.getByLabel('名前', { exact: true }).fill('hiro.kato@renshu-shoes.example')
      await page.getByRole('button', { name: '追加する' }).click()
      await page.locator('.code-line').first().waitFor()
    },
  },
  {
    name: 'lab/mailbox',
    async reach({ toCode, member, code, open, see, mailboxUrl }) {
      await toCode(member)
      await code(member)
      await open(mailboxUrl)
      await see(member.email)
    },
  },
  {
    name: 'lab/mailbox-mail',
    async reach({ toCode, member, code, open, page, mailboxUrl }) {
      await toCode(member)
      const digits = await code(member)
      await open(mailboxUrl)
      await page
        .getByRole('link', { name: /照合記号/ })
        .filter({ hasText: member.email })
        .click()
      await page.frameLocator('iframe').getByText(digits).waitFor()
    },
  },
  {
    name: 'lab/mails',
    async reach({ open, page, mailboxUrl }) {
      await open(`${mailboxUrl}/mails`)
      await page.frameLocator('iframe').getByText('402931').waitFor()
    },
  },
]
