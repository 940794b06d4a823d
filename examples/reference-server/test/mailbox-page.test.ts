import { createTransport } from 'nodemailer'
import { afterAll, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { startMailbox } from '../src/lab/mailbox.ts'
import { openBrowser } from './support/browser.ts'

const mailbox = await startMailbox({ httpPort: 0, host: '127.0.0.1', now: () => Date.parse('2026-11-22T03:00:00Z') })
const transport = createTransport(mailbox.smtpUrl)
const { browser, reason } = await openBrowser()
if (!browser) leaveOut("the mailbox's page", reason)

afterAll(async () => {
  await browser?.close()
  transport.close()
  await mailbox.close()
})

async function send(subject: string, html: string) {
  await transport.sendMail({ from: 'a@accounts.example', to: 'kato@shop.example', subject, text: 'plain', html })
}

it.skipIf(!browser)('keeps the mail that is being read as others arrive, and runs nothing that is in it', async () => {
  if (!browser) return
  const page = await browser.newPage()
  await send('最初のメール', '<p id="p">123456</p><script>document.getElementById("p").textContent = "ran"</script>')
  await page.goto(mailbox.httpUrl)
  await page.getByRole('link', { name: '最初のメール' }).click()
  const body = page.frameLocator('iframe')
  await body.getByText('123456').waitFor()
  await page.locator('iframe').evaluate((frame) => frame.setAttribute('data-same', 'yes'))

  await send('次のメール', '<p>next</p>')
  await page.getByRole('link', { name: '次のメール' }).waitFor()
  expect(await page.locator('.mails').getByRole('listitem').allTextContents()).toEqual([
    expect.stringContaining('次のメール'),
    expect.stringContaining('最初のメール'),
  ])
  expect(await page.locator('.mails [aria-current]').textContent()).toContain('最初のメール')
  expect(await page.locator('iframe').getAttribute('data-same')).toBe('yes')
  expect(await body.locator('#p').textContent()).toBe('123456')
})

it.skipIf(!browser)('draws Japanese', async () => {
  if (!browser) return
  const page = await browser.newPage()
  const drawn = async (text: string) => {
    await page.setContent(`<p lang="ja">${text}</p>`)
    return (await page.locator('p').screenshot()).toString('base64')
  }
  // Without glyphs both are the same empty boxes.
  expect(await drawn('日本語')).not.toBe(await drawn('茶舗靴'))
})
