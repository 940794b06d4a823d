import { ConfigurationError } from '@ecforce-accounts/core'
import { describe, expect, it } from 'vitest'
import { readSmtpUrl } from '../src/smtp-url.ts'

describe('the URL of an SMTP server', () => {
  it.each([
    { url: 'smtp://mail.example', host: 'mail.example', port: 587, tls: 'required' },
    { url: 'smtp://MAIL.example:2525/', host: 'mail.example', port: 2525, tls: 'required' },
    { url: 'smtps://mail.example', host: 'mail.example', port: 465, tls: 'implicit' },
    { url: 'smtps://localhost', host: 'localhost', port: 465, tls: 'implicit' },
    { url: 'smtp://localhost:1025', host: 'localhost', port: 1025, tls: 'none' },
    { url: 'smtp://mail.localhost', host: 'mail.localhost', port: 587, tls: 'none' },
    { url: 'smtp://127.1.2.3', host: '127.1.2.3', port: 587, tls: 'none' },
    { url: 'smtp://[::1]:1025', host: '::1', port: 1025, tls: 'none' },
    { url: 'smtp://[2001:db8::1]', host: '2001:db8::1', port: 587, tls: 'required' },
    { url: 'smtp://127.0.0.1.evil.example', host: '127.0.0.1.evil.example', port: 587, tls: 'required' },
    { url: 'smtp://localhost.evil.example', host: 'localhost.evil.example', port: 587, tls: 'required' },
    { url: 'smtp://127.1', host: '127.1', port: 587, tls: 'required' },
    { url: 'smtp://10.0.0.1', host: '10.0.0.1', port: 587, tls: 'required' },
  ])('$url means $host, port $port, TLS $tls', ({ url, host, port, tls }) => {
    expect(readSmtpUrl(url, false)).toEqual({ host, port, tls, credentials: null })
  })

  it('allows plain text where that is said aloud, and still takes TLS where it is offered', () => {
    expect(readSmtpUrl('smtp://mail.example', true).tls).toBe('offered')
    expect(readSmtpUrl('smtps://mail.example', true).tls).toBe('implicit')
  })

  it('decodes its credentials', () => {
    const { credentials } = readSmtpUrl('smtps://post%40mail.example:p%3Aw%2F%25@mail.example', false)
    expect(credentials).toEqual({ user: 'post@mail.example', password: 'p:w/%' })
  })

  it.each([
    '',
    'mail.example',
    'http://mail.example',
    'smtp:mail.example',
    'smtp://',
    'smtp://mail.example:70000',
    'smtp://user@mail.example',
    'smtp://:password@mail.example',
    'smtp://user:%ff@mail.example',
    'smtps://mail.example?tls.rejectUnauthorized=false',
    'smtps://mail.example/path',
    'smtps://mail.example#x',
  ])('is refused when it reads %j', (url) => {
    expect(() => readSmtpUrl(url, false)).toThrow(ConfigurationError)
  })

  it('does not repeat its password when refused', () => {
    expect(() => readSmtpUrl('smtp://user:hunter2@mail.example?x=1', false)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})
