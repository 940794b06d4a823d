import { AccountsError, ConfigurationError } from '@ecforce-accounts/core'
import { EnvironmentError } from './config.ts'

/** Why a process could not do what it was started for. */
export interface StartFailure {
  /** For people: one sentence per line and no secret; a stack for what nobody foresaw alone. */
  readonly sentence: string
  /** 2 where the environment has to be changed, else 1. */
  readonly exitCode: 1 | 2
}

/** What the libraries call a setting, and the variable it comes from. */
const variables: Readonly<Record<string, string>> = {
  issuer: 'ISSUER_URL',
  keys: 'ACCOUNTS_KEYS',
  legacyPeppers: 'ACCOUNTS_LEGACY_PEPPERS',
  passwordStepFloorMilliseconds: 'PASSWORD_STEP_FLOOR_MS',
  noticesPerMinute: 'NOTICES_PER_MINUTE',
  companyHolidays: 'COMPANY_HOLIDAYS',
  database: 'DATABASE_URL',
  url: 'SMTP_URL',
  'from.name': 'MAIL_FROM',
  'from.address': 'MAIL_FROM',
  supportUrl: 'SUPPORT_URL',
  trustedProxies: 'TRUSTED_PROXIES',
  accountsApi: 'ACCOUNTS_API_URL',
  origin: 'GATE_ORIGIN',
  accountsPath: 'GATE_ACCOUNTS_PATH',
  shop: 'GATE_SHOP',
  'client.id': 'GATE_CLIENT_ID',
  'client.secret': 'GATE_CLIENT_SECRET',
  protect: 'GATE_PROTECT',
  signInPaths: 'GATE_SIGN_IN',
  api: 'GATE_API',
}

/** An error as a sentence for whoever started the process. */
export function describeStartFailure(error: unknown): StartFailure {
  if (error instanceof EnvironmentError) return { sentence: error.message, exitCode: 2 }
  if (error instanceof ConfigurationError) {
    const variable = variables[error.setting]
    const sentence = variable ? error.message.replace(error.setting, variable) : error.message
    return { sentence, exitCode: 2 }
  }
  if (error instanceof AccountsError) {
    const sentence = error.code === 'storage_failed' ? `DATABASE_URL: ${error.message}` : error.message
    return { sentence, exitCode: 1 }
  }
  return describeSystemFailure(error)
}

function describeSystemFailure(error: unknown): StartFailure {
  if (!(error instanceof Error)) return { sentence: String(error), exitCode: 1 }
  if (!('syscall' in error)) return { sentence: error.stack ?? error.message, exitCode: 1 }
  if (error.syscall !== 'listen') return { sentence: error.message, exitCode: 1 }

  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE') return { sentence: `PORT: ${port} is in use by another program`, exitCode: 1 }
  if (code === 'EACCES') return { sentence: `PORT: ${port} may not be listened on by this user`, exitCode: 1 }
  return { sentence: `HOST: ${address} cannot be listened on (${code})`, exitCode: 1 }
}
