/** What a first sign-in leaves in the history entry of the portal it leads to: this tab's alone, and there after a reload. */
export interface Welcome {
  /** The page that was asked for at first; `null` when it was the portal. */
  readonly continueTo: string | null
}

/** The state of the entry that welcomes. */
export function welcomeTo(continueTo: string | null): object {
  return { notice: 'ready', continueTo }
}

/** What this entry says; `null` when nobody signed in for the first time on the way here. */
export function welcomeHere(): Welcome | null {
  const { notice = null, continueTo = null } = history.state ?? {}
  if (notice !== 'ready') return null
  return { continueTo: typeof continueTo === 'string' ? continueTo : null }
}
