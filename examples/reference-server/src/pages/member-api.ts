import { createMembersClient } from '@ecforce-accounts/client/members'
import { clientOptions } from './accounts.ts'

/** The API of invitations, members and memberships, beside these pages. */
export const memberApi = createMembersClient(clientOptions)
