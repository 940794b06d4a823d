import type { Accounts, EntryAnswer } from '@ecforce-accounts/core'
import type { RequestReader } from '@ecforce-accounts/express-adapter'
import type { Request, Response } from 'express'
import { errors, type Provider } from 'oidc-provider'
import { wishOf } from './entry-request.ts'

/** What the page of an interaction is told. */
export interface EntryAsked {
  readonly entry: EntryAnswer['entry']
  readonly serviceName: string
  /** `null` when there is no such service. */
  readonly shopName: string | null
  readonly loginHint: string | null
  /** With `step-up`: the app, when it has to be that. */
  readonly acr: 'urn:ecforce:acr:app' | null
  /** With `refused`. */
  readonly reason: (EntryAnswer & { readonly entry: 'refused' })['reason'] | 'other_account' | null
  /** The language that the service asked for. */
  readonly locale: 'ja' | 'en' | null
  /** Who is signed in. */
  readonly email: string | null
}

/**
 * Entries that wait for somebody: to sign in, to prove a factor, or to learn that they may not enter. Where it stands is
 * decided anew each time it is looked at.
 */
export function interactions(
  { entry, sessions }: Pick<Accounts, 'entry' | 'sessions'>,
  provider: Provider,
  reader: RequestReader,
) {
  return {
    /** `null` once it is over, and in another browser than it began in. */
    async look(req: Request, res: Response): Promise<EntryAsked | null> {
      const interaction = await interactionOf(req, res)
      return interaction && asked(interaction, req, res)
    },

    /** Where the browser goes on with the entry. `withdrawn`: its owner does not want it any more. */
    async goOn(req: Request, res: Response, outcome: 'asked-again' | 'withdrawn'): Promise<string | null> {
      const interaction = await interactionOf(req, res)
      if (!interaction) return null
      // It may have begun with another session, or none; the provider decides anew by the one that is there.
      interaction.session = undefined
      await interaction.persist()
      const result = outcome === 'withdrawn' ? { error: 'access_denied', error_description: 'withdrawn' } : {}
      return provider.interactionResult(req, res, result)
    },
  }

  async function interactionOf(req: Request, res: Response) {
    try {
      const interaction = await provider.interactionDetails(req, res)
      return interaction.uid === req.params.uid ? interaction : null
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return null
      throw error
    }
  }

  async function asked(interaction: Interaction, req: Request, res: Response): Promise<EntryAsked> {
    const { params } = interaction
    const client = reader.client(req, res)
    const { sessionToken } = client
    const id = String(params.client_id)
    const [service, view, answer] = await Promise.all([
      entry.service(id),
      sessions.check(sessionToken, () => client),
      entry.decide(sessionToken, id, wishOf(params), () => client),
    ])
    const isOther = answer.entry === 'open' && isForAnother(interaction, answer.entrant.subject)
    return {
      serviceName: service?.name ?? id,
      shopName: service?.shop.name ?? null,
      entry: isOther ? 'refused' : answer.entry,
      reason: isOther ? 'other_account' : answer.entry === 'refused' ? answer.reason : null,
      acr: answer.entry === 'step-up' ? answer.acr : null,
      loginHint: textOf(params.login_hint),
      locale: localeOf(textOf(params.ui_locales)),
      email: view?.account.email ?? null,
    }
  }
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** The provider has verified the hint when the request came. */
function isForAnother({ params }: Interaction, subject: string): boolean {
  const [, payload] = textOf(params.id_token_hint)?.split('.') ?? []
  if (payload === undefined) return false
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).sub !== subject
}

/** The first that there are words in. */
function localeOf(wanted: string | null): 'ja' | 'en' | null {
  const languages = (wanted ?? '').split(' ').map((tag) => tag.split('-')[0])
  return languages.find((language) => language === 'ja' || language === 'en') ?? null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
