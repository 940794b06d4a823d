/**
 * Takes the picture of the README: the sign-in of a member on a phone, screen by screen, from a running server with
 * real mail. `npm run screenshots` at the root.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from '../test/support/browser.ts'
import { memberCsv, memberPassword } from '../test/support/member-csv.ts'
import { startTestServer } from '../test/support/running-server.ts'
import { visit } from '../test/support/visitor.ts'

const images = join(import.meta.dirname, '../../../docs/images')
const email = 'hiro.kato@renshu-shoes.example'

const { browser, reason } = await openBrowser()
if (!browser) throw new Error(reason)
const server = await startTestServer({
  csv: memberCsv([{ shop: 'renshu-shoes', email, name: '加藤ひろ', password: memberPassword }]),
  announce: [],
})
await server.cli([
  'shop',
  'set',
  'renshu-shoes',
  '--name',
  'れんしゅう靴店',
  '--admin-url',
  'https://renshu-shoes.example/admin',
])
await server.cli(['rollout', 'announce', 'renshu-shoes'])

const visitor = await visit(browser, server.origin, server.mailbox, { width: 375 })
const screens: string[] = []
const shoot = async () => {
  await visitor.page.mouse.move(0, 0)
  screens.push((await visitor.page.screenshot()).toString('base64'))
}

await visitor.open('/sign-in')
await visitor.page.locator('input#email').fill(email)
await shoot()
await visitor.typeAddress(email)
await visitor.page.locator('input#password').fill(memberPassword)
await shoot()
await visitor.typePassword(memberPassword)
await visitor.page.locator('input#code').fill(await visitor.code(email, 1))
await shoot()
await visitor.typeCode(await visitor.code(email, 1))
await visitor.page.getByText('れんしゅう靴店').first().waitFor()
await shoot()

const sheet = await browser.newPage({ viewport: { width: 1640, height: 900 } })
const frames = screens.map((screen) => `<img src="data:image/png;base64,${screen}">`).join('')
await sheet.setContent(
  `<style>body{margin:0;display:flex;gap:24px;padding:24px;background:#e9e9ee}
   img{width:375px;border-radius:24px;box-shadow:0 2px 12px #0003}</style>${frames}`,
)
await mkdir(images, { recursive: true })
await writeFile(join(images, 'sign-in.png'), await sheet.screenshot())

await browser.close()
await server.stop()
