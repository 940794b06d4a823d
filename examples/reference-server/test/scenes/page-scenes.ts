import { sayFrom } from '../../src/pages/words/catalogue.ts'
import { helpWords } from '../../src/pages/words/help.ts'
import { say } from './say.ts'
import type { Scene } from './scene.ts'

const sayHelp = sayFrom(helpWords, 'ja', {})

/** Pages that anybody may open. */
export const pageScenes: readonly Scene[] = [
  {
    name: 'page/help',
    async reach({ open, page }) {
      await open('/help')
      await page.getByRole('heading', { name: sayHelp('help.title'), level: 1 }).waitFor()
    },
  },
  {
    name: 'page/signed-out',
    async reach({ open, see }) {
      await open('/signed-out')
      await see(say('signedOut.lead'))
    },
  },
  {
    name: 'page/not-found',
    async reach({ open, see }) {
      await open('/no-such-page')
      await see(say('notFound.lead'))
    },
  },
]
