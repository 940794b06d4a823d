// @ts-check

/** @typedef {import('../received-mail.ts').ReceivedMail} ReceivedMail */

const pollEveryMilliseconds = 2000
/** @type {readonly ['html', 'text', 'headers']} */
const tabs = ['html', 'text', 'headers']

const status = element('status', HTMLElement)
const clear = element('clear', HTMLButtonElement)
const filter = element('filter', HTMLInputElement)
const list = element('list', HTMLUListElement)
const empty = element('empty', HTMLElement)
const article = element('mail', HTMLElement)
const hint = element('hint', HTMLElement)
const frame = element('html', HTMLIFrameElement)

const timeFormat = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
})

/** @type {readonly ReceivedMail[]} */
let mails = []
/** @type {string | null} */
let version = null
/** @type {string | null} */
let shownId = null

filter.value = new URLSearchParams(location.search).get('to') ?? ''
filter.addEventListener('input', () => {
  const url = new URL(location.href)
  if (filter.value) url.searchParams.set('to', filter.value)
  else url.searchParams.delete('to')
  history.replaceState(null, '', url)
  showList()
})
addEventListener('hashchange', () => {
  showMail()
  if (shownId === null) return
  article.focus({ preventScroll: true })
  scrollTo(0, 0)
})
clear.addEventListener('click', async () => {
  if (!confirm('受信したメールをすべて削除しますか？\nDelete every mail?')) return
  clear.disabled = true
  try {
    const answer = await fetch('/messages', { method: 'DELETE' })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    await refresh()
  } catch {
    say(
      '削除できませんでした。接続を確かめて、もう一度お試しください。 / Not deleted. Check the connection and try again.',
    )
  } finally {
    clear.disabled = mails.length === 0
  }
})
for (const name of tabs) {
  const tab = element(`tab-${name}`, HTMLButtonElement)
  tab.addEventListener('click', () => showTab(name))
  tab.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    const open = tabs.filter((each) => !element(`tab-${each}`, HTMLButtonElement).disabled)
    const next = open.at((open.indexOf(name) + by) % open.length) ?? name
    showTab(next)
    element(`tab-${next}`, HTMLButtonElement).focus()
  })
}

poll()

async function poll() {
  try {
    await refresh()
  } catch {
    say('接続が切れました。つながり次第、自動で更新します。 / Connection lost; retrying.')
  }
  setTimeout(poll, pollEveryMilliseconds)
}

async function refresh() {
  const answer = await fetch('/messages', { cache: 'no-store', headers: version ? { 'If-None-Match': version } : {} })
  if (answer.status === 200) {
    mails = await answer.json()
    version = answer.headers.get('ETag')
    showList()
    showMail()
  } else if (answer.status !== 304) {
    throw new Error(`status ${answer.status}`)
  }
  say(`${mails.length}通 / ${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`)
}

/** Rows that stay keep their nodes, so that focus, scroll and selection survive an update. */
function showList() {
  const wanted = filter.value.trim().toLowerCase()
  const visible = mails.filter(({ to, subject }) => `${to}\n${subject}`.toLowerCase().includes(wanted))

  const rows = new Map([...list.children].map((row) => [row instanceof HTMLElement ? row.dataset.id : undefined, row]))
  const ids = new Set(visible.map(({ id }) => id))
  for (const [id, row] of rows) if (id === undefined || !ids.has(id)) row.remove()

  /** @type {Element | null} */
  let before = list.firstElementChild
  for (const mail of visible) {
    const row = rows.get(mail.id) ?? makeRow(mail)
    if (row === before) before = row.nextElementSibling
    else list.insertBefore(row, before)
  }

  clear.disabled = mails.length === 0
  empty.hidden = visible.length > 0
  empty.textContent = mails.length
    ? '条件に合うメールはありません。絞り込みの言葉を変えてください。 / No mail matches; change the filter.'
    : 'まだメールはありません。送信されると、この画面に自動で表示されます。 / No mail yet; it appears here by itself.'
  markCurrent()
}

/** @param {ReceivedMail} mail */
function makeRow(mail) {
  const row = document.createElement('li')
  row.dataset.id = mail.id
  const link = row.appendChild(document.createElement('a'))
  link.href = `#/${mail.id}`
  link.append(
    withClass('span', 'subject', mail.subject || '（件名なし）'),
    withClass('span', 'to', mail.to),
    withClass('time', 'when', inJapan(mail.receivedAt)),
  )
  return row
}

function showMail() {
  const id = /^#\/(\d+)$/.exec(location.hash)?.[1]
  const mail = mails.find((each) => each.id === id) ?? null

  article.hidden = mail === null
  hint.hidden = mail !== null
  document.body.classList.toggle('reading', mail !== null)
  if (mail === null) shownId = null
  else if (mail.id !== shownId) fill(mail)
  markCurrent()
}

/** @param {ReceivedMail} mail */
function fill(mail) {
  shownId = mail.id
  element('subject', HTMLElement).textContent = mail.subject || '（件名なし）'
  element('from', HTMLElement).textContent = mail.headers.from ?? mail.from
  element('to', HTMLElement).textContent = mail.to
  const received = element('received', HTMLTimeElement)
  received.dateTime = mail.receivedAt
  received.textContent = `${inJapan(mail.receivedAt)}（日本時間）`

  // Links leave the frame, which could not show their pages.
  frame.srcdoc = mail.html && `<base target="_blank">${mail.html}`
  element('text', HTMLElement).replaceChildren(...linked(mail.text))
  element('headers', HTMLElement).replaceChildren(
    ...Object.entries(mail.headers).flatMap(([name, value]) => [
      withClass('dt', 'name', name),
      withClass('dd', 'value', value),
    ]),
  )

  element('tab-html', HTMLButtonElement).disabled = !mail.html
  element('tab-text', HTMLButtonElement).disabled = !mail.text
  showTab(mail.html ? 'html' : mail.text ? 'text' : 'headers')
}

/** @param {(typeof tabs)[number]} chosen */
function showTab(chosen) {
  for (const name of tabs) {
    const tab = element(`tab-${name}`, HTMLButtonElement)
    tab.setAttribute('aria-selected', String(name === chosen))
    tab.tabIndex = name === chosen ? 0 : -1
    element(`panel-${name}`, HTMLElement).hidden = name !== chosen
  }
}

function markCurrent() {
  for (const link of list.querySelectorAll('a')) {
    if (link.hash === `#/${shownId}`) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  }
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function linked(text) {
  return text.split(/(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)/).map((part, index) => {
    if (index % 2 === 0) return part
    const link = document.createElement('a')
    link.href = part
    link.target = '_blank'
    link.rel = 'noreferrer'
    link.textContent = part
    return link
  })
}

/** @param {string} instant */
function inJapan(instant) {
  return timeFormat.format(new Date(instant))
}

/** @param {string} words */
function say(words) {
  if (status.textContent !== words) status.textContent = words
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} content
 */
function withClass(tag, className, content) {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = content
  return made
}

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
function element(id, kind) {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no #${id}`)
  return found
}
