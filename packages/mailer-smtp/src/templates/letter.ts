import type { Locale } from '@ecforce-accounts/core'
import { type Html, html } from './html.ts'

/** What a letter's page needs; its parts are laid out by `letterHtml`. */
export interface LetterSheet {
  readonly locale: Locale
  readonly title: string
  /** What a mail client shows beside the subject. */
  readonly preheader: string
  /** Table rows, `<tr>` each. */
  readonly rows: readonly Html[]
  /** Small print under the card. */
  readonly footer: readonly Html[]
}

const fonts = "-apple-system,'Segoe UI','Hiragino Sans','Hiragino Kaku Gothic ProN','Yu Gothic',Meiryo,sans-serif"
// Fills the preview, so that no client goes on to show the body, code and all, on a locked screen.
const filler = { markup: '&#8199;&#847;&zwnj;'.repeat(90) }

/**
 * The whole HTML of a mail: tables and inline styles for clients that know nothing else, one column at most 560 px
 * wide, dark where the reader's system is. Asks nothing of any server.
 */
export function letterHtml(sheet: LetterSheet): string {
  return html`<!doctype html>
<html lang="${sheet.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${sheet.title}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #14171c !important; }
  .card { background-color: #1e232b !important; border-color: #39414d !important; }
  .ink { color: #f2f4f7 !important; }
  .soft { color: #b6bfcc !important; }
  .code { background-color: #2a313c !important; color: #ffffff !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f3f5f8;-webkit-text-size-adjust:100%;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;">${sheet.preheader}${filler}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f5f8;">
<tr><td align="center" style="padding:24px 12px;">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
<tr><td class="ink" style="padding:0 4px 12px;font-family:${fonts};font-size:15px;font-weight:bold;color:#1b2430;">ecforce accounts</td></tr>
<tr><td class="card" style="padding:28px 24px;background-color:#ffffff;border:1px solid #d9dfe7;border-radius:8px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${sheet.rows}
</table>
</td></tr>
<tr><td class="soft" style="padding:16px 4px 0;font-family:${fonts};font-size:13px;line-height:1.7;color:#51606f;">${sheet.footer}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`.markup
}

/** A heading of the letter. */
export function headingRow(text: string): Html {
  return html`<tr><td class="ink" style="padding:0 0 16px;font-family:${fonts};color:#1b2430;"><h1 style="margin:0;font-size:20px;line-height:1.5;font-weight:bold;">${text}</h1></td></tr>
`
}

/** A paragraph of the letter. */
export function paragraphRow(text: string): Html {
  return html`<tr><td class="ink" style="padding:0 0 14px;font-family:${fonts};font-size:15px;line-height:1.8;color:#1b2430;overflow-wrap:anywhere;">${text}</td></tr>
`
}

/** Something to be read letter by letter and copied with one press, under its name. */
export function codeRow(label: string, code: string): Html {
  return html`<tr><td class="soft" style="padding:0 0 6px;font-family:${fonts};font-size:13px;line-height:1.6;color:#51606f;">${label}</td></tr>
<tr><td style="padding:0 0 20px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="code" align="center" style="padding:16px 8px;background-color:#eef2f7;border-radius:6px;font-family:Consolas,Menlo,monospace;font-size:36px;line-height:1.2;font-weight:bold;letter-spacing:6px;color:#0d1520;-webkit-user-select:all;user-select:all;">${code}</td></tr></table></td></tr>
`
}

/** A line of the small print; with `url` it is followed by a link that shows where it leads. */
export function footerLine(text: string, url: string | null = null): Html {
  const link = url === null ? null : html`<a class="soft" href="${url}" style="color:#51606f;">${url}</a>`
  return html`<p style="margin:0 0 4px;overflow-wrap:anywhere;">${text}${link}</p>
`
}
