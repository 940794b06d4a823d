/** The pages of operators. */
export const consolePages = {
  signIn: '/console/sign-in',
  readiness: '/console/readiness',
  progress: '/console/progress',
  services: '/console/services',
  robots: '/console/robots',
} as const

/** Those about robots: what is asked for, what was given, and where requests come from. */
export const robotPages = {
  queue: consolePages.robots,
  grants: `${consolePages.robots}/grants`,
  doctor: '/console/doctor',
} as const

/** What an address of the console shows; `null` when it is none of its pages. */
export type ConsolePlace =
  | {
      readonly page: 'signIn' | 'readiness' | 'progress' | 'services'
      /** The shop it is about; `null`: all of them. */
      readonly shop: string | null
    }
  | {
      readonly page: 'robots'
      /** What is shown of robots: all requests, one by its id, the exemptions, or what becomes of an address. */
      readonly show: 'queue' | 'grants' | 'doctor' | { readonly request: string }
    }

export function consolePlaceAt(path: string): ConsolePlace | null {
  if (path === '/console') return { page: 'readiness', shop: null }
  if (path === consolePages.signIn) return { page: 'signIn', shop: null }
  if (path === consolePages.services) return { page: 'services', shop: null }
  if (path === robotPages.queue) return { page: 'robots', show: 'queue' }
  if (path === robotPages.grants) return { page: 'robots', show: 'grants' }
  if (path === robotPages.doctor) return { page: 'robots', show: 'doctor' }
  const [, request] = /^\/console\/robots\/([0-9a-z]{26})$/.exec(path) ?? []
  if (request !== undefined) return { page: 'robots', show: { request } }
  const [, page, shop = null] = /^\/console\/(readiness|progress)(?:\/([a-z0-9-]{2,63}))?$/.exec(path) ?? []
  return page === 'readiness' || page === 'progress' ? { page, shop } : null
}
