import type { IncomingMessage } from 'node:http'
import type { Clock, Instant } from '@ecforce-accounts/core/gate'
import { ownOrigin } from '../own-origin.ts'
import { pages } from './accounts-pages.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import type { GateAnswer } from './gate-answers.ts'
import { type GatePage, pageAnswer } from './gate-pages.ts'
import { readForm } from './read-form.ts'
import type { Seal } from './seal.ts'

/**
 * Forms that came when their member's session was over. A page keeps the fields, and sends them again to where they were
 * for, with a seal in its address that says whose they are: they are never handed on for another member.
 */
export interface KeptForms {
  /** Keeps what a member, of whom `mark` is known, has sent. Only our own pages may have sent it; `null` otherwise. */
  keep(req: IncomingMessage, target: string, mark: string): Promise<GateAnswer | null>

  /** Asks for it to be typed again, where nothing of it can be kept. */
  typeAgain(req: IncomingMessage): GateAnswer

  /** What the seal in a target says; `null` when it has none. `memberId`: whoever is signed in now, if anybody is. */
  check(target: string, memberId: string | null): { readonly isRight: boolean; readonly target: string } | null

  /** Tells that a form belongs to somebody else. */
  refuse(req: IncomingMessage): GateAnswer
}

interface FormSeal {
  readonly mark: string
  readonly keptAt: Instant
}

const LONGEST_FORM = 65_536
/** A page that was left open over night still sends what it keeps. */
const KEPT_MILLISECONDS = 24 * 3_600_000
const PARAMETER = 'accounts_form'

export function keptForms({
  origin,
  signInUrl,
  top,
  markOf,
  seal,
  clock,
}: {
  readonly origin: string
  readonly signInUrl: string
  readonly top: string
  readonly markOf: BrowserSessions['markOf']
  readonly seal: Seal
  readonly clock: Clock
}): KeptForms {
  const { isOwnPage } = ownOrigin(origin)

  return {
    async keep(req, target, mark) {
      if (!isOwnPage(req.headers)) return null
      const bare = withoutSeal(target)
      const fields = req.method === 'POST' ? await readForm(req, LONGEST_FORM) : null
      if (fields === null || !bare.startsWith('/')) return typeAgain(req)
      const sealed = seal.seal({ mark, keptAt: clock.now() } satisfies FormSeal, contextOf(bare))
      const action = `${origin}${bare}${bare.includes('?') ? '&' : '?'}${PARAMETER}=${sealed}`
      return page(req, pages.keptForm(signInUrl, { action, fields }))
    },

    typeAgain,

    check(target, memberId) {
      const sealed = sealIn(target)
      if (sealed === null) return null
      const bare = withoutSeal(target)
      const kept = seal.open(sealed, contextOf(bare)) as FormSeal | null
      const age = kept === null ? Number.POSITIVE_INFINITY : clock.now() - kept.keptAt
      const isAuthor = memberId !== null && kept?.mark === markOf({ memberId })
      return { isRight: isAuthor && age < KEPT_MILLISECONDS, target: bare }
    },

    refuse: (req) => page(req, pages.otherMember(top)),
  }

  function typeAgain(req: IncomingMessage): GateAnswer {
    return page(req, pages.typeAgain(signInUrl))
  }
}

/** It stands at the end, where we have put it. */
const pattern = new RegExp(`[?&]${PARAMETER}=([\\w-]+)$`)

function sealIn(target: string): string | null {
  return pattern.exec(target)?.[1] ?? null
}

function withoutSeal(target: string): string {
  return target.replace(pattern, '')
}

function contextOf(target: string): string {
  return `form ${target}`
}

function page(req: IncomingMessage, content: GatePage): GateAnswer {
  return pageAnswer(content, req.headers['accept-language'])
}
