import { Buffer } from 'node:buffer'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { allScenes } from '../test/scenes/all-scenes.ts'
import { desktop, type Look, phone, show } from '../test/scenes/looks.ts'
import type { Studio } from '../test/scenes/studio.ts'

interface Shown extends Look {
  readonly scene: string
}

interface Image {
  readonly file: string
  readonly shows: readonly Shown[]
}

const japanese = { locale: 'ja', scheme: 'light' } as const

/** The pictures of the README: a first sign-in on a phone, the same at night and in English, the portal on a desk. */
const images: readonly Image[] = [
  {
    file: 'sign-in.webp',
    shows: [
      { scene: 'sign-in/from-shop', ...japanese, ...phone },
      { scene: 'sign-in/password-shown', ...japanese, ...phone },
      { scene: 'sign-in/code-enrol', ...japanese, ...phone },
      { scene: 'portal/first-time', ...japanese, ...phone },
    ],
  },
  {
    file: 'dark.webp',
    shows: [
      { scene: 'sign-in/empty', locale: 'en', scheme: 'dark', ...phone },
      { scene: 'sign-in/code-verify', locale: 'en', scheme: 'dark', ...phone },
      { scene: 'sign-in/new-password', locale: 'ja', scheme: 'dark', ...phone },
      { scene: 'mail/code-verify', locale: 'ja', scheme: 'dark', ...phone },
    ],
  },
  { file: 'portal.webp', shows: [{ scene: 'portal/many-services', ...japanese, ...desktop }] },
]

/** Takes the pictures of the README anew. */
export async function writeReadmeImages(browser: Browser, studio: Studio, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { file, shows } of images) {
    const screens: { readonly source: string; readonly width: number }[] = []
    for (const look of shows) {
      const source = (await photograph(studio, look)).toString('base64')
      screens.push({ source, width: look.width })
    }
    const frames = screens.map(({ source, width }) => `<img width="${width}" src="data:image/png;base64,${source}">`)
    const page = await browser.newPage({ viewport: { width: 1800, height: 900 } })
    await page.setContent(
      `<style>body{margin:0;width:max-content;display:flex;gap:24px;padding:24px;background:#e6e5e1}
       img{display:block;border-radius:20px;box-shadow:0 2px 12px #0003}</style>${frames.join('')}`,
    )
    await writeFile(join(folder, file), await webpOf(page))
    await page.close()
  }
}

async function photograph(studio: Studio, look: Shown): Promise<Buffer> {
  const scene = allScenes.find(({ name }) => name === look.scene)
  if (!scene) throw new Error(`no scene is called ${look.scene}`)
  const reached = await studio.reach(scene)
  try {
    await show(reached, look)
    return await reached.page.screenshot()
  } finally {
    await reached.close()
  }
}

/** What the body of a page shows, small: Chromium writes WebP where Playwright knows PNG and JPEG alone. */
async function webpOf(page: Page): Promise<Buffer> {
  const box = await page.locator('body').boundingBox()
  if (!box) throw new Error('the page is empty')
  const devtools = await page.context().newCDPSession(page)
  const clip = { ...box, scale: 1 }
  const { data } = await devtools.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 88,
    clip,
    captureBeyondViewport: true,
  })
  return Buffer.from(data, 'base64')
}
