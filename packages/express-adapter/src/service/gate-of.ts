import type { Request } from 'express'
import type { GateView } from './gate-view.ts'

/** What the gate tells of this request, as `req.accounts` does. Throws `TypeError` in a route that no gate stands before. */
export function gateOf(req: Request): GateView {
  const { accounts } = req as unknown as GatedRequest
  if (!accounts?.isOpenFor) throw new TypeError('put serviceGate before this route')
  return accounts
}

/** Lets the routes behind see it. */
export function showGate(req: Request, view: GateView): void {
  ;(req as unknown as GatedRequest).accounts = view
}

/** `requireSession` has its own facts under this name, on the other side. */
interface GatedRequest {
  accounts?: GateView
}

/** Where a router stands above the gate, it has taken its part of the path away; a bare server knows no routers. */
export function wholePath({ baseUrl = '', url }: Partial<Request>): string {
  return `${baseUrl}${url}`
}
