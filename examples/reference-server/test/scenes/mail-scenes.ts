import { sampleMails } from '../../src/lab/sample-mails.ts'
import type { Scene, Stage } from './scene.ts'

const issuer = 'https://accounts.example'

/** Every mail as its HTML, in the window of a mail client. */
export const mailScenes: readonly Scene[] = sampleMails('ja', { issuer }).map(({ name }) => ({
  name: `mail/${name}`,
  reach: (stage) => show(name, stage, 'ja'),
  speak: (stage, locale) => show(name, stage, locale),
}))

async function show(name: string, { mails, page }: Stage, locale: 'ja' | 'en'): Promise<void> {
  const mail = mails(locale).find((each) => each.name === name)
  if (!mail) throw new Error(`no mail is called ${name}`)
  await page.setContent(mail.html)
}
