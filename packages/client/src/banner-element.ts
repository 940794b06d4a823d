import { type Banner, readBanner, webAddress } from './banner-data.ts'
import { bannerStyle } from './banner-style.ts'

const words = {
  info: { ja: 'お知らせ：', en: 'Note: ' },
  warning: { ja: 'ご注意：', en: 'Please note: ' },
  critical: { ja: '重要：', en: 'Important: ' },
  setUp: { ja: '初期設定に進む', en: 'Set up now' },
  look: { ja: 'サービス一覧を開く', en: 'Open your services' },
  dismiss: { ja: '今日は表示しない', en: 'Hide for today' },
} as const

const storageKey = 'accounts-banner'

// Where pages are made on a server there is no such class; there the element is only named.
const Element = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * `<accounts-banner>`: what a shop's admin says of its switch, in the language of the page.
 *
 * It shows the `data` it is given, as a property or as the JSON of an attribute, or what it fetches from `src`, an address
 * of the page's own origin; and nothing for `null`, for an empty answer, and for whatever is no banner, which is reported
 * as an error of the page. Its texts are texts: no markup in them means anything.
 *
 * Fires `accounts-banner-dismissed` when somebody puts it away for the day.
 */
export class AccountsBanner extends Element {
  static readonly observedAttributes = ['data', 'src', 'lang']

  #banner: Banner | null = null
  #fetching: AbortController | null = null
  /** What was put away here, for where the browser keeps nothing. */
  #dismissed: string | null = null
  readonly #language = languageWatch(() => this.#render())

  /** What is shown. Throws `TypeError` for what is no banner. */
  get data(): Banner | null {
    return this.#banner
  }

  set data(value: Banner | null) {
    this.#forget()
    this.#banner = readBanner(value)
    this.#render()
  }

  connectedCallback(): void {
    this.#language.start()
    // Set before the element was known here, it hides the property of the class.
    if (Object.hasOwn(this, 'data')) {
      const early = this.data
      Reflect.deleteProperty(this, 'data')
      this.data = early
    }
    // An address that stood there from the beginning is being asked already.
    if (this.#banner === null && this.#fetching === null) void this.#fetch()
    this.#render()
  }

  disconnectedCallback(): void {
    this.#language.stop()
    this.#forget()
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'data') this.#show(() => (value === null ? null : JSON.parse(value)))
    else if (name === 'src' && this.isConnected) void this.#fetch()
    else this.#render()
  }

  /** Shows what is read, and nothing where it cannot be. */
  #show(read: () => Banner | null): void {
    try {
      this.data = read()
    } catch (error) {
      this.data = null
      reportError(error)
    }
  }

  /** Lets go of an answer that is waited for. */
  #forget(): void {
    this.#fetching?.abort()
    this.#fetching = null
  }

  async #fetch(): Promise<void> {
    this.#forget()
    const src = this.getAttribute('src')
    if (src === null) return
    const fetching = new AbortController()
    this.#fetching = fetching
    try {
      const value = await fetchOwn(src, fetching.signal)
      if (!fetching.signal.aborted) this.data = value
    } catch (error) {
      if (fetching.signal.aborted) return
      this.data = null
      reportError(error)
    }
  }

  #render(): void {
    if (!this.isConnected) return
    const root = this.shadowRoot ?? this.#attach()
    const banner = this.#banner
    if (banner === null || this.#isDismissed(banner)) {
      root.replaceChildren()
      return
    }
    const language = languageOf(this)
    const { severity, title, body, mine, dismissible, actionUrl } = banner

    const heading = made('p', 'title', [made('span', 'unseen', [words[severity][language]]), title[language]])
    heading.id = 'title'
    heading.part.add('title')
    const text = made('div', 'words', [heading, made('p', 'body', [body[language]])])
    // What is critical is heard as soon as it appears; everything else when somebody comes by.
    if (severity === 'critical') text.setAttribute('role', 'alert')

    const acts = made('div', 'acts', [])
    const address = webAddress(actionUrl)
    if (address !== null) {
      const link = made('a', 'action', [words[mine === 'done' ? 'look' : 'setUp'][language]])
      link.href = address
      link.part.add('action')
      acts.append(link)
    }
    if (dismissible) {
      const button = made('button', 'dismiss', [words.dismiss[language]])
      button.type = 'button'
      button.part.add('dismiss')
      button.addEventListener('click', () => this.#dismiss(banner))
      acts.append(button)
    }

    const section = made('section', severity, [text, acts])
    section.lang = language
    section.setAttribute('aria-labelledby', 'title')
    section.part.add('banner')
    root.replaceChildren(section)
  }

  #attach(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(bannerStyle)
    root.adoptedStyleSheets = [sheet]
    return root
  }

  #dismiss(banner: Banner): void {
    this.#dismissed = dayOf(banner)
    try {
      localStorage.setItem(storageKey, this.#dismissed)
    } catch {
      // A browser that keeps nothing for this page shows it again on the next one.
    }
    this.#render()
    this.dispatchEvent(new CustomEvent('accounts-banner-dismissed', { bubbles: true, composed: true }))
  }

  #isDismissed(banner: Banner): boolean {
    if (!banner.dismissible) return false
    const day = dayOf(banner)
    return day === this.#dismissed || day === kept()
  }
}

/** Today in Japan, and what the banner is about: another thing on the same day is shown again. */
function dayOf({ severity, enforcedAt, mine }: Banner): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo', dateStyle: 'short' }).format(new Date())
  return [today, severity, enforcedAt, mine].join(' ')
}

function kept(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null // what may not be kept was not kept
  }
}

/** JSON of the page's own origin; `null` for an answer without content. Another origin is asked for nothing. */
async function fetchOwn(src: string, signal: AbortSignal): Promise<Banner | null> {
  const url = new URL(src, document.baseURI)
  if (url.origin !== location.origin)
    throw new TypeError(`the banner is not fetched from another origin: ${url.origin}`)
  const headers = { accept: 'application/json' }
  const response = await fetch(url, { headers, signal, credentials: 'same-origin', redirect: 'error' })
  if (!response.ok) throw new TypeError(`the banner was not there: ${response.status}`)
  const text = await response.text()
  return readBanner(text === '' ? null : JSON.parse(text))
}

/** The nearest language that is said; Japanese unless that is another one. */
function languageOf(element: HTMLElement): 'ja' | 'en' {
  const said = element.closest<HTMLElement>('[lang]')?.lang || navigator.language
  return /^ja\b/i.test(said) || said === '' ? 'ja' : 'en'
}

/** Hears when the page changes its language. */
function languageWatch(onChange: () => void) {
  let observer: MutationObserver | null = null
  return {
    start(): void {
      observer ??= new MutationObserver(onChange)
      observer.observe(document.documentElement, { attributeFilter: ['lang'] })
    },
    stop(): void {
      observer?.disconnect()
    },
  }
}

function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  children: readonly (Node | string)[],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.className = className
  element.append(...children)
  return element
}
