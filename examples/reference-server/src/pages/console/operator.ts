import { createOperatorClient } from '@ecforce-accounts/client/operator'
import { clientOptions } from '../accounts.ts'

/** The API for operators, beside these pages. */
export const operator = createOperatorClient(clientOptions)
