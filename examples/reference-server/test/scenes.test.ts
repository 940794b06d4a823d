import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { allScenes } from './scenes/all-scenes.ts'
import { axeFindings } from './scenes/axe.ts'
import { narrow, show } from './scenes/looks.ts'
import type { Scene } from './scenes/scene.ts'
import { openStudio, type Studio } from './scenes/studio.ts'
import { openBrowser } from './support/browser.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the accessibility of every page and state', opened.reason)

describe.skipIf(!opened.browser)('every page and state, in both languages, light and dark,', () => {
  const browser = opened.browser as Browser
  let studio: Studio

  beforeAll(async () => {
    studio = await openStudio(browser)
  })
  afterAll(async () => {
    await studio.close()
    await browser.close()
  })

  it('has a name of its own', () => {
    const names = allScenes.map(({ name }) => name)
    expect(names.filter((name) => !/^[a-z-]+\/[a-z0-9-]+$/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('would be found to have a flaw', async () => {
    const page = await browser.newPage({ viewport: narrow })
    await page.setContent(`<html lang="ja"><title>t</title><main><h1 style="color:#aaa;background:#fff;width:400px">読みにくい</h1>
      <label>氏名</label><input><img src="data:,"></main>`)
    const flaws = async (about: 'everything' | 'colours') =>
      (await flawsOf(page, about)).map((flaw) => flaw.split(':')[0]).toSorted()
    expect(await flaws('everything')).toEqual(['color-contrast', 'image-alt', 'label', 'wider than 320 px'])
    expect(await flaws('colours')).toEqual(['color-contrast', 'wider than 320 px'])
    await page.close()
  })

  it.concurrent.each(allScenes.filter(({ movesClock }) => !movesClock))(
    '$name: no finding of axe, no sideways scrolling',
    inspect,
  )
  it.each(allScenes.filter(({ movesClock }) => movesClock))('$name: no finding of axe, no sideways scrolling', inspect)

  async function inspect(scene: Scene): Promise<void> {
    const reached = await studio.reach(scene)
    const findings: string[] = []
    try {
      for (const locale of ['ja', 'en'] as const) {
        for (const scheme of ['light', 'dark'] as const) {
          await show(reached, { locale, scheme, ...narrow })
          // The night changes colours and nothing else.
          const flaws = await flawsOf(reached.page, scheme === 'light' ? 'everything' : 'colours')
          findings.push(...flaws.map((flaw) => `${locale} ${scheme}: ${flaw}`))
        }
      }
    } finally {
      await reached.close()
    }
    expect(findings).toEqual([])
  }
})

async function flawsOf(page: Page, about: 'everything' | 'colours'): Promise<readonly string[]> {
  const [wide, found] = [await scrollsSideways(page), await axeFindings(page, about)]
  return wide ? [`wider than ${narrow.width} px`, ...found] : found
}

function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}
