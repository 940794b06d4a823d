import { z } from 'zod'
import type { LegacyMember } from './members.ts'

/** What the shop's back end tells accounts of its members, and asks of it. Every method rejects when accounts does not take it. */
export interface AccountsServices {
  /** Adds the member there, or changes name and role; as often as wanted. */
  save(member: LegacyMember): Promise<void>
  /** Ends the member's access there, with this request. */
  remove(id: string): Promise<void>
  /** What should be looked at before the switch. */
  findings(): Promise<readonly Finding[]>
}

export interface Finding {
  readonly member: string
  readonly why: string
  readonly todo: string
}

export interface AccountsServicesOptions {
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
}

const Saved = z.object({ state: z.string() })
const PATIENCE_MILLISECONDS = 5_000
const words = z.object({ ja: z.string() })
const Readiness = z.object({
  findings: z.array(z.object({ code: z.string(), why: words, todo: words })),
  members: z.array(z.object({ legacyId: z.string(), name: z.string().nullable(), findings: z.array(z.string()) })),
})

export function accountsServices({ issuer, client }: AccountsServicesOptions): AccountsServices {
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

  return {
    async save({ id, email, name, role }) {
      const answer = await ask('PUT', `/members/${encodeURIComponent(id)}`, { email, name, role })
      const { state } = Saved.parse(await answer.json())
      if (state === 'removed') throw new Error(`accounts has removed member ${id}, and takes that id no more`)
    },

    async remove(id) {
      await ask('DELETE', `/members/${encodeURIComponent(id)}`)
    },

    async findings() {
      const { findings, members } = Readiness.parse(await (await ask('GET', '/readiness')).json())
      const wordsOf = new Map(findings.map((finding) => [finding.code, finding]))
      return members.flatMap(({ legacyId, name, findings: codes }) =>
        codes.flatMap((code) => {
          const found = wordsOf.get(code)
          return found ? [{ member: name ?? legacyId, why: found.why.ja, todo: found.todo.ja }] : []
        }),
      )
    },
  }

  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${issuer}/api/services${path}`, {
      method,
      headers: { Authorization: authorization, ...(body && { 'Content-Type': 'application/json' }) },
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`accounts answered ${response.status} to ${method} ${path}`)
    return response
  }
}
