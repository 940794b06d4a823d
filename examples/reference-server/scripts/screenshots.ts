/**
 * Takes a picture of every page and state, in both languages, light and dark, on a phone and on a desk, from a running
 * server with real mail; then the contact sheet of them all, and the pictures of the README.
 *
 * `npm run screenshots` at the root; `npm run screenshots -- code` takes those whose names hold `code`, and leaves the
 * README alone.
 */
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { allScenes } from '../test/scenes/all-scenes.ts'
import { desktop, type Look, phone, show } from '../test/scenes/looks.ts'
import type { Scene } from '../test/scenes/scene.ts'
import { openStudio } from '../test/scenes/studio.ts'
import { openBrowser } from '../test/support/browser.ts'
import { type Picture, writeContactSheet } from './contact-sheet.ts'
import { writeReadmeImages } from './readme-images.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, '.data/screenshots')
/** How many scenes are under way at once. */
const HANDS = 3

const [wanted] = process.argv.slice(2)
const scenes = allScenes.filter(({ name }) => wanted === undefined || name.includes(wanted))
if (scenes.length === 0) throw new Error(`no scene has ${wanted} in its name`)

const { browser, reason } = await openBrowser()
if (!browser) throw new Error(reason)
const studio = await openStudio(browser)
await rm(folder, { recursive: true, force: true })

const pictures = new Map<Scene, readonly Picture[]>()
const still = scenes.filter(({ movesClock }) => !movesClock)
await Promise.all(Array.from({ length: HANDS }, () => photographAll(still)))
await photographAll(scenes.filter(({ movesClock }) => movesClock))

const inOrder = scenes.flatMap((scene) => pictures.get(scene) ?? [])
const pages = await writeContactSheet(browser, folder, inOrder)
if (wanted === undefined) await writeReadmeImages(browser, studio, join(root, 'docs/images'))
await studio.close()
await browser.close()
console.log(
  `${inOrder.length} pictures of ${scenes.length} scenes, and ${pages} pages of them, in .data/screenshots/index.html`,
)

/** Takes one after the other off the list; several may do so at once. */
async function photographAll(left: Scene[]): Promise<void> {
  for (let scene = left.shift(); scene; scene = left.shift()) pictures.set(scene, await photograph(scene))
}

async function photograph(scene: Scene): Promise<readonly Picture[]> {
  const taken: Picture[] = []
  const reached = await studio.reach(scene)
  for (const [size, { width, height }] of Object.entries({ phone, desktop })) {
    for (const locale of ['ja', 'en'] as const) {
      for (const scheme of ['light', 'dark'] as const) {
        await show(reached, { locale, scheme, width, height } satisfies Look)
        const look = `${locale}-${scheme}-${size}`
        const file = `${scene.name}-${look}.png`
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await reached.page.screenshot({ path: join(folder, file), fullPage: true })
        taken.push({ scene: scene.name, look, file })
      }
    }
  }
  await reached.close()
  return taken
}
