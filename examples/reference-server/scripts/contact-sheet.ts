import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'

/** The picture of one scene as somebody sees it. */
export interface Picture {
  readonly scene: string
  /** As `ja-dark-phone`. */
  readonly look: string
  /** Under the folder of the pictures. */
  readonly file: string
}

type SceneOnSheet = readonly [name: string, pictures: readonly Picture[]]

/** As many as one can take in, and still read. */
const SCENES_PER_PAGE = 3
const PAGE_WIDTH = 2000

/**
 * Writes the contact sheet beside the pictures: `index.html` with all of them, grouped by scene, and the same as PNG
 * pages for who has no browser at hand. Resolves to the number of pages.
 */
export async function writeContactSheet(
  browser: Browser,
  folder: string,
  pictures: readonly Picture[],
): Promise<number> {
  const names = [...new Set(pictures.map(({ scene }) => scene))]
  const scenes = names.map((name): SceneOnSheet => [name, pictures.filter(({ scene }) => scene === name)])
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'index.html'), documentOf(scenes))

  // The part stands beside the pictures while it is photographed: a page of nowhere may not load files.
  const part = join(folder, 'part.html')
  const page = await browser.newPage({ viewport: { width: PAGE_WIDTH, height: 1200 } })
  let pages = 0
  for (let at = 0; at < scenes.length; at += SCENES_PER_PAGE) {
    await writeFile(part, documentOf(scenes.slice(at, at + SCENES_PER_PAGE)))
    await page.goto(`file://${part}`)
    pages++
    await page.screenshot({ path: join(folder, `sheet-${String(pages).padStart(2, '0')}.png`), fullPage: true })
  }
  await page.close()
  await rm(part)
  return pages
}

/** A scene is a row: the narrow pictures side by side, the wide ones two by two beside them. */
function documentOf(scenes: readonly SceneOnSheet[]): string {
  const figures = (pictures: readonly Picture[]) =>
    pictures.map(
      ({ look, file }) =>
        `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${look}</figcaption></figure>`,
    )
  const sections = scenes.map(([name, pictures]) => {
    const wide = pictures.filter(({ look }) => look.endsWith('desktop'))
    const narrow = pictures.filter((picture) => !wide.includes(picture))
    const halves = `<div>${figures(narrow).join('')}</div><div class="wide">${figures(wide).join('')}</div>`
    return `<section id="${name}"><h2>${name}</h2>${halves}</section>`
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Contact sheet</title>
<style>
body { margin: 0; padding: 16px 24px; font: 15px/1.4 system-ui, "Noto Sans JP", sans-serif; color: #222; background: #d9dade; }
section { display: grid; grid-template-columns: 1080px 840px; gap: 0 24px; }
section > div { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; align-items: start; align-content: start; }
section > .wide { grid-template-columns: repeat(2, 1fr); }
h2 { grid-column: 1 / -1; margin: 20px 0 8px; font-size: 20px; }
figure { margin: 0; }
figcaption { font-size: 13px; }
img { display: block; max-width: 100%; height: auto; max-height: 640px; border-radius: 6px; box-shadow: 0 1px 4px #0005; }
</style>
${sections.join('\n')}
</html>
`
}
