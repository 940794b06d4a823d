import { hash } from 'node:crypto'
import { type Bilingual, type Locale, preferredLocale } from '@ecforce-accounts/core/gate'
import { everyAnswer, type GateAnswer } from './gate-answers.ts'

/** What a page of the gate says, and the way on. */
export interface GatePage {
  readonly status: number
  readonly title: Bilingual
  readonly words: Bilingual
  readonly more?: Bilingual
  readonly links?: readonly PageLink[]
  readonly form?: PageForm
  /** Goes on there by itself. */
  readonly onTo?: string
}

export interface PageLink {
  readonly href: string
  readonly label: Bilingual
  readonly opensTab?: boolean
}

/** A form of somebody's that is kept until it can be sent again. */
export interface PageForm {
  readonly action: string
  readonly fields: Iterable<readonly [string, string]>
  readonly label: Bilingual
}

/** A small page that needs no script, and nothing from anywhere. */
export function pageAnswer(
  page: GatePage,
  acceptLanguage: string | undefined,
  cookies: readonly string[] = [],
): GateAnswer {
  const headers = {
    ...everyAnswer,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'same-origin',
    ...(page.status === 503 && { 'Retry-After': '30' }),
  }
  return { status: page.status, headers, cookies, body: document(page, preferredLocale(acceptLanguage)) }
}

const style = `:root{color-scheme:light dark;font:16px/1.7 system-ui,"Hiragino Sans","Noto Sans JP","Yu Gothic UI",sans-serif}
body{margin:0;padding:24px 16px;background:light-dark(#f4f5f7,#15171a);color:light-dark(#1d2126,#e8eaed)}
main{box-sizing:border-box;max-width:480px;margin:8vh auto 0;padding:24px;border-radius:8px;background:light-dark(#fff,#1f2226)}
h1{margin:0 0 16px;font-size:20px;line-height:1.4}
p{margin:0 0 16px}
a,button{box-sizing:border-box;display:block;width:100%;min-height:44px;margin:8px 0 0;padding:8px 16px;border:1px solid light-dark(#1b5fc1,#8ab4f8);border-radius:6px;background:none;color:light-dark(#1b5fc1,#8ab4f8);font:inherit;text-align:center;text-decoration:none;cursor:pointer}
.first{background:light-dark(#1b5fc1,#8ab4f8);color:light-dark(#fff,#15171a)}`

const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

function document({ title, words, more, links = [], form, onTo }: GatePage, locale: Locale): string {
  const refresh = onTo === undefined ? '' : `<meta http-equiv="refresh" content="0; url=${escaped(onTo)}">\n`
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${escaped(title[locale])}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title[locale])}</h1>
<p>${escaped(words[locale])}</p>
${more === undefined ? '' : `<p>${escaped(more[locale])}</p>\n`}${links.map((link, at) => linkOf(link, at === 0, locale)).join('')}${form === undefined ? '' : formOf(form, locale)}</main>
</body>
</html>
`
}

function linkOf({ href, label, opensTab = false }: PageLink, isFirst: boolean, locale: Locale): string {
  const first = isFirst ? ' class="first"' : ''
  const tab = opensTab ? ' target="_blank" rel="noopener"' : ''
  return `<a${first} href="${escaped(href)}"${tab}>${escaped(label[locale])}</a>\n`
}

function formOf({ action, fields, label }: PageForm, locale: Locale): string {
  const hidden = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">\n`,
  )
  return `<form method="post" action="${escaped(action)}">\n${hidden.join('')}<button>${escaped(label[locale])}</button>\n</form>\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
