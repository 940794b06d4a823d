import { commonWords } from './common.ts'
import { portalWords } from './portal.ts'
import { recoveryCodeWords } from './recovery-codes.ts'
import { signInWords } from './sign-in.ts'

/** What the sign-in and the portal say; pages that are fetched when they are opened bring their own. */
export const words = { ...commonWords, ...signInWords, ...recoveryCodeWords, ...portalWords } as const
