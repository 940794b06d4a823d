import { createAccountClient } from '@ecforce-accounts/client/account'
import { clientOptions } from '../accounts.ts'

/** The API of the own account, beside these pages. */
export const account = createAccountClient(clientOptions)
