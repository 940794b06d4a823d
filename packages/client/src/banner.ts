/**
 * `<accounts-banner>`, the banner of a shop's admin as a web component. Importing this defines it; it needs nothing else,
 * and runs under a content security policy that allows no inline style or script.
 *
 * @module
 */
import { AccountsBanner } from './banner-element.ts'

export type { Banner, BannerText } from './banner-data.ts'
export { AccountsBanner }

declare global {
  interface HTMLElementTagNameMap {
    'accounts-banner': AccountsBanner
  }
}

// Where a page is made on a server there is nothing to define; and whoever brings it twice defines it once.
if (globalThis.customElements && !customElements.get('accounts-banner')) {
  customElements.define('accounts-banner', AccountsBanner)
}
