import type { Locale } from '@ecforce-accounts/core'
import { type Html, html } from './html.ts'
import { type Block, type Fact, type Letter, oneLine } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import { palette } from './palette.ts'

/**
 * The HTML of a letter: tables and inline styles for clients that know nothing else, one column at most 600 px wide,
 * dark where the reader's system is. Asks nothing of any server, and every link is its own words.
 */
export function letterHtml(letter: Letter, words: MailWords): string {
  const { locale, product } = words
  return html`<!doctype html>
<html lang="${locale}" dir="ltr" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${oneLine(letter.subject)}</title>
<!--[if mso]>
<xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>
<style>body, table, td, th, p, h1, a, li { font-family: ${outlookFonts[locale]} !important; }</style>
<![endif]-->
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
${darkStyles}
</style>
</head>
<body class="page" style="margin:0;padding:0;width:100%;${ground('page')}-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">${oneLine(letter.preheader)}${filler}</div>
<main lang="${locale}" dir="ltr" style="${fonts[locale]}font-size:16px;line-height:1.75;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${palette.page.light}" style="${ground('page')}">
<tr><td align="center" style="padding:24px 12px 40px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left;">
<tr><td style="padding:0 8px 16px;">${wordMark(product, locale)}</td></tr>
<tr><td class="sheet" bgcolor="${palette.sheet.light}" style="padding:28px 20px 12px;${ground('sheet')}border:1px solid ${palette.line.light};border-radius:12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${letter.blocks.map((block) => blockRow(block, words))}</table>
</td></tr>
<tr><td class="quiet" style="padding:16px 8px 0;${says(locale, 'quiet', 14)}">${signature(words)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</main>
</body>
</html>
`.markup
}

type Colour = keyof typeof palette

const stacks = {
  ja: "'Hiragino Sans','Hiragino Kaku Gothic ProN','Noto Sans JP','Yu Gothic UI',Meiryo,system-ui,sans-serif",
  en: "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Hiragino Sans','Noto Sans JP',sans-serif",
} as const satisfies Record<Locale, string>
const fonts = { ja: markup(`font-family:${stacks.ja};`), en: markup(`font-family:${stacks.en};`) }
// Outlook takes the first name alone, and Times where it has no such font.
const outlookFonts = { ja: markup("'Yu Gothic', Meiryo, sans-serif"), en: markup("'Segoe UI', Arial, sans-serif") }
// Fills the preview, so that no client goes on to show the body, code and all, on a locked screen.
const filler = markup('&#8199;&#847;&zwnj;'.repeat(90))

const darkInks: readonly Colour[] = ['ink', 'quiet', 'accent']
const darkGrounds: readonly Colour[] = ['page', 'sheet', 'field', 'tint', 'action']

/** Dark by the system's wish, and once more for Outlook on the web and on phones, which marks its own document. */
const darkStyles = markup(
  [
    '@media (prefers-color-scheme: dark) {',
    ...darkRules(''),
    '}',
    // Of their own accord these turn grounds and inks alike; only ours keep the contrast that was measured.
    ...darkRules('[data-ogsc] ', '[data-ogsb] '),
  ].join('\n'),
)

function darkRules(inks: string, grounds = inks): string[] {
  return [
    ...darkInks.map((colour) => `${inks}.${colour} { color: ${palette[colour].dark} !important; }`),
    ...darkGrounds.map((colour) => `${grounds}.${colour} { background-color: ${palette[colour].dark} !important; }`),
    `${inks}.on-action { color: ${palette.onAction.dark} !important; }`,
    `${grounds}.sheet, ${grounds}.row { border-color: ${palette.line.dark} !important; }`,
    `${grounds}.tint { border-color: ${palette.accent.dark} !important; }`,
  ]
}

function ground(colour: Colour): Html {
  return markup(`background-color:${palette[colour].light};`)
}

/** How words look; Outlook inherits nothing into tables, so every cell says it again. */
function says(locale: Locale, colour: Colour, pixels: number): Html {
  const lines = pixels > 16 ? 1.5 : 1.75
  return markup(
    `${fonts[locale].markup}font-size:${pixels}px;line-height:${lines};color:${palette[colour].light};${breaks.markup}`,
  )
}

// A long name or URL breaks anywhere rather than push the letter wider than a phone.
const breaks = markup('overflow-wrap:anywhere;word-break:break-word;')

function markup(text: string): Html {
  return { markup: text }
}

function signature({ product, support, colon, supportUrl }: MailWords): readonly Html[] {
  const paragraph = (content: Html) => html`<p style="margin:0 0 4px;">${content}</p>`
  if (supportUrl === null) return [paragraph(html`${product}`)]
  return [paragraph(html`${product}`), paragraph(html`${support}${colon}${anchor(supportUrl)}`)]
}

/** The mark, which no screen reader needs to hear, and the name in two weights. */
function wordMark(product: string, locale: Locale): Html {
  const [first = '', ...rest] = product.split(' ')
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="action on-action" aria-hidden="true" width="28" height="28" align="center" valign="middle" bgcolor="${palette.action.light}" style="${ground('action')}border-radius:8px;font-family:Verdana,Geneva,sans-serif;font-size:18px;line-height:26px;mso-line-height-rule:exactly;font-weight:bold;color:${palette.onAction.light};">a</td><td class="ink" style="padding:0 0 0 10px;${says(locale, 'ink', 17)}"><b>${first}</b> ${rest.join(' ')}</td></tr></table>`
}

/** A link that is its own words. */
function anchor(url: string): Html {
  return html`<a class="accent" href="${url}" style="color:${palette.accent.light};text-decoration:underline;${breaks}">${url}</a>`
}

function blockRow(block: Block, words: MailWords): Html {
  const { locale, colon } = words
  const row = (colour: 'ink' | 'quiet', pixels: number, below: number, content: Html) =>
    html`<tr><td class="${colour}" style="padding:0 0 ${below}px;${says(locale, colour, pixels)}">${content}</td></tr>
`
  switch (block.kind) {
    case 'heading':
      return row(
        'ink',
        22,
        16,
        html`<h1 style="margin:0;font-size:22px;line-height:1.5;font-weight:bold;">${oneLine(block.text)}</h1>`,
      )
    case 'paragraph':
      return row('ink', 16, 16, html`${oneLine(block.text)}`)
    case 'small-print':
      return row('quiet', 14, 16, html`${oneLine(block.text)}`)
    case 'code':
      return html`${row('quiet', 14, 4, html`${oneLine(block.label)}`)}${boxed(20, codeCell(oneLine(block.code)))}`
    case 'note':
      return boxed(16, noteCell(oneLine(block.text), locale))
    case 'button':
      return html`<tr><td style="padding:4px 0 12px;">${buttonTable(oneLine(block.label), block.url, locale)}</td></tr>
${row('quiet', 14, 20, anchor(block.url))}`
    case 'link':
      return row('ink', 16, 16, html`${oneLine(block.label)}${colon.trimEnd()}<br>${anchor(block.url)}`)
    case 'facts':
      return html`<tr><td style="padding:0 0 20px;">${factsTable(block.facts, locale)}</td></tr>
`
    case 'list':
      return row('ink', 16, 16, listOf(block.items, block.ordered))
  }
}

function boxed(below: number, cell: Html): Html {
  return html`<tr><td style="padding:0 0 ${below}px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${cell}</tr></table></td></tr>
`
}

function codeCell(code: string): Html {
  return html`<td class="ink field" align="center" bgcolor="${palette.field.light}" style="padding:16px 8px;${ground('field')}border-radius:8px;font-family:Consolas,Menlo,'Roboto Mono',monospace;font-size:36px;line-height:1.25;font-weight:bold;letter-spacing:6px;color:${palette.ink.light};${breaks}-webkit-user-select:all;user-select:all;">${code}</td>`
}

function noteCell(text: string, locale: Locale): Html {
  return html`<td class="ink tint" bgcolor="${palette.tint.light}" style="padding:12px 16px;${ground('tint')}border-left:4px solid ${palette.accent.light};${says(locale, 'ink', 16)}">${text}</td>`
}

/** A button without pictures: the cell carries the colour, the link its own size; Outlook gets its room from spaces. */
function buttonTable(label: string, url: string, locale: Locale): Html {
  const room = markup(
    '<!--[if mso]><i style="mso-font-width:200%;mso-text-raise:20px;" hidden>&emsp;</i><span style="mso-text-raise:10px;"><![endif]-->',
  )
  const end = markup('<!--[if mso]></span><i style="mso-font-width:200%;" hidden>&emsp;&#8203;</i><![endif]-->')
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="action" align="center" bgcolor="${palette.action.light}" style="${ground('action')}border-radius:8px;"><a class="on-action" href="${url}" style="display:inline-block;padding:12px 28px;${fonts[locale]}font-size:16px;line-height:1.5;font-weight:bold;color:${palette.onAction.light};text-decoration:none;border-radius:8px;${breaks}">${room}${label}${end}</a></td></tr></table>`
}

function factsTable(facts: readonly Fact[], locale: Locale): Html {
  const edge = `border-bottom:1px solid ${palette.line.light};`
  const rows = facts.map(
    ({ name, value }) =>
      html`<tr><th class="quiet row" scope="row" align="left" valign="top" width="34%" style="padding:10px 12px 10px 0;${edge}${says(locale, 'quiet', 14)}font-weight:normal;">${oneLine(name)}</th><td class="ink row" valign="top" style="padding:8px 0;${edge}${says(locale, 'ink', 16)}">${oneLine(value)}</td></tr>
`,
  )
  return html`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;">
${rows}</table>`
}

function listOf(items: readonly string[], ordered: boolean): Html {
  const style = markup('margin:0;padding:0 0 0 24px;')
  const each = items.map((item) => html`<li style="margin:0 0 8px;">${oneLine(item)}</li>`)
  return ordered ? html`<ol style="${style}">${each}</ol>` : html`<ul style="${style}">${each}</ul>`
}
