import type { Locale } from '../../src/pages/words/catalogue.ts'
import type { ReachedScene } from './studio.ts'

/** How somebody may see a scene. */
export interface Look {
  readonly locale: Locale
  readonly scheme: 'light' | 'dark'
  readonly width: number
  readonly height: number
}

export const phone = { width: 390, height: 844 } as const
/** As narrow as WCAG 2.2 (1.4.10) asks for. */
export const narrow = { width: 320, height: 844 } as const
export const desktop = { width: 1280, height: 800 } as const

/** Shows a scene that has been reached in another language, scheme and size, in place; resolves when it is drawn. */
export async function show({ scene, stage, page }: ReachedScene, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.emulateMedia({ colorScheme: look.scheme })
  if (scene.speak) await scene.speak(stage, look.locale)
  else if ((await page.locator('html').getAttribute('lang')) !== look.locale) await changeLanguage(page, look.locale)
  await page.mouse.move(0, 0)
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

/** As the browser does when its owner changes the language in its settings. */
async function changeLanguage(page: ReachedScene['page'], locale: Locale): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const userAgent = await page.evaluate(() => navigator.userAgent)
  await devtools.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: locale })
  await page.evaluate(() => dispatchEvent(new Event('languagechange')))
  await page.locator(`html[lang="${locale}"]`).waitFor()
}
