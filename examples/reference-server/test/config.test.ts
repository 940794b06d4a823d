import { describe, expect, it } from 'vitest'
import { type Environment, EnvironmentError, readServerConfig, readToolConfig } from '../src/config.ts'

const secret = Buffer.alloc(32, 1).toString('base64url')
const good = {
  DATABASE_URL: 'postgres://accounts:hunter2@db.example/accounts',
  SMTP_URL: 'smtp://mail.example:587',
  ISSUER_URL: 'https://accounts.example',
  ACCOUNTS_KEYS: `k2:${secret},k1:${Buffer.alloc(32, 2).toString('base64url')}`,
} satisfies Environment

function complaint(environment: Environment): string {
  try {
    readServerConfig(environment)
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message
    throw error
  }
  return 'taken'
}

describe('the settings of a server', () => {
  it('are complete with four variables; the rest has defaults', () => {
    const config = readServerConfig(good)
    expect(config).toMatchObject({
      issuer: 'https://accounts.example',
      mailFrom: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
      host: '127.0.0.1',
      port: 3000,
      worker: true,
      passwordStepFloorMilliseconds: 350,
      trustedProxies: [],
      supportUrl: null,
    })
    expect(config.keys.map(({ kid }) => kid)).toEqual(['k2', 'k1'])
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('name the days on which nobody works, one by one or from one to another over New Year', () => {
    expect(readServerConfig(good).companyHolidays).toEqual([])
    const { companyHolidays } = readServerConfig({ ...good, COMPANY_HOLIDAYS: '12-30..01-02, 2026-08-14,02-29' })
    expect(companyHolidays).toEqual(['12-30', '12-31', '01-01', '01-02', '2026-08-14', '02-29'])
  })

  it.each([
    ['DATABASE_URL', undefined, 'DATABASE_URL: is missing'],
    ['DATABASE_URL', '', 'DATABASE_URL: is missing'],
    ['DATABASE_URL', 'mysql://db', 'DATABASE_URL: must begin with'],
    ['ISSUER_URL', undefined, 'ISSUER_URL: is missing'],
    ['ISSUER_URL', 'accounts.example', 'ISSUER_URL: must be an https origin'],
    ['ISSUER_URL', 'http://accounts.example', 'ISSUER_URL: must be an https origin'],
    ['ISSUER_URL', 'https://accounts.example/sso', 'ISSUER_URL: must be an https origin'],
    ['ACCOUNTS_KEYS', undefined, 'ACCOUNTS_KEYS: is missing'],
    ['ACCOUNTS_KEYS', `k1:${secret.slice(1)}`, 'ACCOUNTS_KEYS: must be kid:base64url(32 bytes)'],
    ['ACCOUNTS_KEYS', secret, 'ACCOUNTS_KEYS: must be kid:base64url(32 bytes)'],
    ['ACCOUNTS_LEGACY_PEPPERS', 'renshu', 'ACCOUNTS_LEGACY_PEPPERS: must be'],
    ['ACCOUNTS_LEGACY_PEPPERS', 'a:YQ,a:Yg', 'ACCOUNTS_LEGACY_PEPPERS: has the name a twice'],
    ['SMTP_URL', undefined, 'SMTP_URL: is missing'],
    ['MAIL_FROM', 'nobody', 'MAIL_FROM: must be an address'],
    ['PASSWORD_STEP_FLOOR_MS', 'soon', 'PASSWORD_STEP_FLOOR_MS: must be a whole number'],
    ['PASSWORD_STEP_FLOOR_MS', '10001', 'PASSWORD_STEP_FLOOR_MS: must be a whole number'],
    ['TRUSTED_PROXIES', '10.0.0', 'TRUSTED_PROXIES: must be a comma-separated list'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', 'TRUSTED_PROXIES: must not trust every address'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,::/0', 'TRUSTED_PROXIES: must not trust every address'],
    ['COMPANY_HOLIDAYS', '12-32', 'COMPANY_HOLIDAYS: must be days such as'],
    ['COMPANY_HOLIDAYS', '2026-12-29..01-03', 'COMPANY_HOLIDAYS: must be days such as'],
    ['COMPANY_HOLIDAYS', '12-29..', 'COMPANY_HOLIDAYS: must be days such as'],
    ['SUPPORT_URL', 'help', 'SUPPORT_URL: must be an http or https URL'],
    ['HOST', 'accounts.example', 'HOST: must be an IP address'],
    ['PORT', '0', 'PORT: must be a whole number'],
    ['PORT', '65536', 'PORT: must be a whole number'],
    ['WORKER', 'yes', 'WORKER: must be on or off'],
  ])('refuse %s = %s', (variable, value, expected) => {
    expect(complaint({ ...good, [variable]: value })).toContain(expected)
  })

  it.each([
    ['MAIL_FROM', 'アカウント <no-reply@shop.example>'],
    ['TRUSTED_PROXIES', '10.0.0.0/8, ::1'],
    ['HOST', '0.0.0.0'],
    ['HOST', '::'],
    ['PORT', '65535'],
    ['WORKER', 'off'],
    ['ACCOUNTS_LEGACY_PEPPERS', 'renshu:YQ,mihon:Yg=='],
  ])('take %s = %s', (variable, value) => {
    expect(complaint({ ...good, [variable]: value })).toBe('taken')
  })

  it('name every variable that is missing, each in a line of its own', () => {
    expect(
      complaint({})
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['DATABASE_URL', 'ACCOUNTS_KEYS', 'ISSUER_URL'])
  })

  it('take a plain issuer on loopback alone, and only while nothing else can reach it', () => {
    const loopback = { ...good, ISSUER_URL: 'http://127.0.0.1:3000' }
    expect(complaint(loopback)).toBe('taken')
    expect(complaint({ ...loopback, HOST: '0.0.0.0' })).toContain('HOST: must be 127.0.0.1')
  })

  it('need no mail server where another process delivers', () => {
    expect(complaint({ ...good, SMTP_URL: undefined, WORKER: 'off' })).toBe('taken')
  })

  it('need a sender where the issuer has no domain', () => {
    const numeric = { ...good, ISSUER_URL: 'https://192.0.2.1' }
    expect(complaint(numeric)).toContain('MAIL_FROM: is missing')
    expect(complaint({ ...numeric, MAIL_FROM: 'no-reply@shop.example' })).toBe('taken')
  })

  it('never repeat a secret in what they refuse', () => {
    const secrets = ['hunter2-database', 'hunter2-key', 'hunter2-pepper']
    const message = complaint({
      DATABASE_URL: 'hunter2-database',
      ACCOUNTS_KEYS: 'hunter2-key',
      ACCOUNTS_LEGACY_PEPPERS: 'hunter2 pepper',
    })
    for (const text of [...secrets, 'hunter2']) expect(message).not.toContain(text)
  })
})

it('the settings of a command are the database and the secrets', () => {
  const { DATABASE_URL, ACCOUNTS_KEYS } = good
  expect(readToolConfig({ DATABASE_URL, ACCOUNTS_KEYS }).databaseUrl).toBe(DATABASE_URL)
  expect(() => readToolConfig({ ACCOUNTS_KEYS })).toThrow('DATABASE_URL: is missing')
  expect(() => readToolConfig({ DATABASE_URL })).toThrow('ACCOUNTS_KEYS: is missing')
})
