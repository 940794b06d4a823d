import type { InvitationTicketRequest, InvitationToldAnswer } from '@ecforce-accounts/client/members'
import { useEffect, useState } from 'preact/hooks'
import { patiently, problemOf } from '../accounts.ts'
import { forgetMailedToken, isWholeToken, takeMailedToken } from '../mailed-link/mailed-token.ts'
import { memberApi } from '../member-api.ts'
import { Card } from '../ui/card.tsx'
import { useLoad } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWordsOf } from '../words-context.ts'
import { AnswerInvitation } from './answer-invitation.tsx'
import { EndedInvitation } from './ended-invitation.tsx'
import { TicketByCode } from './ticket-by-code.tsx'

type Screen =
  | { readonly at: 'code'; readonly broken: boolean }
  | { readonly at: 'link'; readonly token: string }
  | { readonly at: 'told'; readonly ticket: InvitationTicketRequest; readonly told: InvitationToldAnswer }
  | { readonly at: 'declined'; readonly shopName: string }
  | { readonly at: 'ended'; readonly supportCode: string | null }

/** What the mail of an invitation opens, and where its number is typed. Opening it changes nothing. */
export function InvitationsPage() {
  const say = useWordsOf(invitationWords)
  const [screen, setScreen] = useState<Screen>(arrival)
  // The link opened in a tab that shows this page already changes no more than what stands behind the #.
  useEffect(() => {
    const arrive = () => setScreen(arrival())
    addEventListener('hashchange', arrive)
    return () => removeEventListener('hashchange', arrive)
  }, [])

  switch (screen.at) {
    case 'code':
      return (
        <Card title={say('invite.code.title')}>
          {screen.broken ? <Note tone="caution">{say('invite.broken')}</Note> : null}
          <TicketByCode onTold={(ticket, told) => setScreen({ at: 'told', ticket, told })} />
        </Card>
      )
    case 'link':
      return <OpenedLink key={screen.token} token={screen.token} onScreen={setScreen} />
    case 'told':
      return (
        <AnswerInvitation
          {...screen}
          onDeclined={() => over({ at: 'declined', shopName: screen.told.shopName })}
          onEnded={(supportCode) => over({ at: 'ended', supportCode })}
        />
      )
    case 'declined':
      return (
        <Card title={say('invite.declined.title')}>
          <p role="status">
            <Whole sentence={say('invite.declined', { shop: hole })} fact={screen.shopName} />
          </p>
          <p>{say('invite.declined.later')}</p>
          <p class="quiet">{say('invite.close')}</p>
        </Card>
      )
    case 'ended':
      return (
        <EndedInvitation supportCode={screen.supportCode} onCode={() => setScreen({ at: 'code', broken: false })} />
      )
  }

  function over(next: Screen) {
    forgetMailedToken()
    setScreen(next)
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  if (token === null) return { at: 'code', broken: false }
  return isWholeToken(token) ? { at: 'link', token } : { at: 'code', broken: true }
}

function OpenedLink({ token, onScreen }: { readonly token: string; readonly onScreen: (screen: Screen) => void }) {
  const say = useWordsOf(invitationWords)
  const { value, attempt } = useLoad(look)
  useEffect(() => {
    if (value?.at === 'ended') forgetMailedToken()
    if (value) onScreen(value)
  }, [value])

  if (!attempt.problem) return <Loading />
  return (
    <Card title={say('invite.page.title')}>
      <ProblemNote loading attempt={attempt} />
    </Card>
  )

  async function look(signal: AbortSignal): Promise<Screen> {
    const ticket = { token }
    try {
      const told = await patiently((options) => memberApi.invited.lookUp(ticket, options), signal)
      return { at: 'told', ticket, told }
    } catch (error) {
      signal.throwIfAborted()
      const problem = problemOf(error)
      if (problem.code !== 'link_unusable') throw problem
      return { at: 'ended', supportCode: problem.problem?.supportCode ?? null }
    }
  }
}
