import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare const axe: { run(context: Document, options: RunOptions): Promise<AxeResults> }

const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  // Frames hold mails, which are scenes of their own.
  iframes: false,
}

/** The rules that look at colours. */
const coloursAlone: RunOptions = {
  ...options,
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/** What axe finds against WCAG 2.2 AA and good practice, a line each; `colours`: of what a scheme changes alone. */
export async function axeFindings(page: Page, about: 'everything' | 'colours'): Promise<readonly string[]> {
  // Reading axe takes longer than running it: it stays until the page is left.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const { violations } = await page.evaluate(
    (options) => axe.run(document, options),
    about === 'everything' ? options : coloursAlone,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
  )
}
