import { createHash, randomBytes } from 'node:crypto'
import type { CookieOptions, Request, Response } from 'express'

/** The shop's own sessions: who has signed in here, by a cookie. */
export interface LegacySessions {
  /** The id of the member who is signed in; `null` for nobody. */
  memberOf(req: Request): string | null
  begin(res: Response, memberId: string): void
  end(req: Request, res: Response): void
  endAll(): void
}

/** Thirty days, as admins of old have it: longer than both ways work, so that the cut meets open sessions. */
const LIFETIME_MILLISECONDS = 30 * 24 * 3_600_000

/** Sessions of one shop. Cookies know no ports, so each shop has a name of its own for them. */
export function legacySessions(shop: string, now: () => number): LegacySessions {
  const name = `${shop.replaceAll('-', '_')}_session`
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/' }
  const open = new Map<string, { readonly memberId: string; readonly until: number }>()

  return {
    memberOf(req) {
      const token = tokenOf(req)
      const session = token === null ? undefined : open.get(digest(token))
      return session && now() < session.until ? session.memberId : null
    },

    begin(res, memberId) {
      const token = randomBytes(32).toString('base64url')
      open.set(digest(token), { memberId, until: now() + LIFETIME_MILLISECONDS })
      res.cookie(name, token, cookie)
    },

    end(req, res) {
      const token = tokenOf(req)
      if (token !== null) open.delete(digest(token))
      res.clearCookie(name, cookie)
    },

    endAll: () => open.clear(),
  }

  function tokenOf(req: Request): string | null {
    const found = (req.headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`))
    return found ? found.slice(name.length + 1) : null
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
