/**
 * What a first sign-in, or one that joined a shop, leaves in the history entry of the portal it leads to: this tab's
 * alone, and there after a reload.
 */
export interface Welcome {
  /** The page that was asked for at first; `null` when it was the portal. */
  readonly continueTo: string | null
  /** The shop that was joined; `null` when no invitation was accepted. */
  readonly joined: string | null
}

/** The state of the entry that welcomes. */
export function welcomeTo(welcome: Welcome): object {
  return { notice: 'ready', ...welcome }
}

/** What this entry says; `null` when there is nothing to welcome to. */
export function welcomeHere(): Welcome | null {
  const { notice = null, continueTo = null, joined = null } = history.state ?? {}
  if (notice !== 'ready') return null
  return {
    continueTo: typeof continueTo === 'string' ? continueTo : null,
    joined: typeof joined === 'string' ? joined : null,
  }
}
