import { createAccountClient } from '@ecforce-accounts/client/account'

/** The API of the own account, beside these pages. */
export const account = createAccountClient()
