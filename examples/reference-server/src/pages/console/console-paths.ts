/** The pages of operators. */
export const consolePages = {
  signIn: '/console/sign-in',
  readiness: '/console/readiness',
  progress: '/console/progress',
  services: '/console/services',
} as const

/** What an address of the console shows; `null` when it is none of its pages. */
export interface ConsolePlace {
  readonly page: keyof typeof consolePages
  /** The shop it is about; `null`: all of them. */
  readonly shop: string | null
}

export function consolePlaceAt(path: string): ConsolePlace | null {
  if (path === '/console') return { page: 'readiness', shop: null }
  if (path === consolePages.signIn) return { page: 'signIn', shop: null }
  if (path === consolePages.services) return { page: 'services', shop: null }
  const [, page, shop = null] = /^\/console\/(readiness|progress)(?:\/([a-z0-9-]{2,63}))?$/.exec(path) ?? []
  return page === 'readiness' || page === 'progress' ? { page, shop } : null
}
