import type { Accounts, EventId } from '@ecforce-accounts/core'
import { devicesAnswer, eventsAnswer, profileAnswer } from '@ecforce-accounts/core/wire'
import type { AccountsCookies } from '../cookies.ts'
import type { Handlers } from '../handlers.ts'
import { sessionCookies } from '../outcome-answer.ts'

type Operation =
  | 'readProfile'
  | 'editProfile'
  | 'changePassword'
  | 'listEvents'
  | 'listSessions'
  | 'endOneSession'
  | 'endOtherSessions'

/** The own account of somebody signed in, and where it is signed in. */
export function profileHandlers(
  { profile, sessions, clock }: Pick<Accounts, 'profile' | 'sessions' | 'clock'>,
  cookies: AccountsCookies,
): Pick<Handlers, Operation> {
  return {
    readProfile: async ({ client }) => ({ body: profileAnswer(await profile.read(client())) }),

    async editProfile({ body: { name, locale }, client }) {
      const changes = { ...(name === undefined ? {} : { name }), ...(locale === undefined ? {} : { locale }) }
      return { body: profileAnswer(await profile.edit(changes, client())) }
    },

    async changePassword({ body: { currentPassword, password }, client }) {
      const change = await profile.changePassword({ present: currentPassword, chosen: password }, client())
      if (change.outcome === 'rejected') return { problem: { code: 'credentials_rejected' } }
      return { body: null, cookies: sessionCookies(cookies, change.issued, clock) }
    },

    async listEvents({ query: { after = null }, client }) {
      // What names no event of the account is followed by nothing.
      return { body: eventsAnswer(await profile.events(after as EventId | null, client())) }
    },

    listSessions: async ({ client }) => ({ body: devicesAnswer(await sessions.devices(client())) }),

    async endOneSession({ params: { id }, client }) {
      const ended = await sessions.endOne(id, client())
      if (ended === 'not-found') return { problem: { code: 'not_found' } }
      return { body: null, cookies: ended === 'signed-out' ? [cookies.session.forget] : [] }
    },

    async endOtherSessions({ client }) {
      await sessions.endOthers(client())
      return { body: null }
    },
  }
}
