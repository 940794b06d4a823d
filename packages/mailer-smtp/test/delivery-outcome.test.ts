import { inspect } from 'node:util'
import { AccountsError, MailRefusedError, MailUncertainError } from '@ecforce-accounts/core'
import { afterEach, describe, expect, it } from 'vitest'
import { type SmtpMailerOptions, smtpMailer } from '../src/index.ts'
import { aCodeMail } from './a-code-mail.ts'
import { type Behaviour, type ReceivingServer, receivingServer, reply } from './receiving-server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const never = new Promise<void>(() => undefined)

/** Sends one mail to a server that behaves so, and resolves to what `send` said of it. */
async function outcome(
  behave: (cut: () => void) => Behaviour,
  changes: Partial<SmtpMailerOptions> = {},
): Promise<{ error: unknown; server: ReceivingServer }> {
  const server: ReceivingServer = await receivingServer(behave(() => server.cut()))
  open.push(server)
  const mailer = smtpMailer({
    url: server.url,
    from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
    issuer: 'https://accounts.example',
    timeouts: { connectSeconds: 0.4, silenceSeconds: 0.4 },
    ...changes,
  })
  open.push(mailer)
  const error = await mailer.send(aCodeMail(), 'm1@accounts.example').then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return { error, server }
}

describe.each([{ pipelining: true }, { pipelining: false }])('with pipelining $pipelining', ({ pipelining }) => {
  const hidePIPELINING = !pipelining

  it('a 250 is a mail handed over', async () => {
    const { error, server } = await outcome(() => ({ hidePIPELINING }))
    expect(error).toBeNull()
    expect(server.received).toHaveLength(1)
  })

  it.each([
    { code: 550, type: MailRefusedError },
    { code: 501, type: MailRefusedError },
    { code: 450, type: AccountsError },
    { code: 421, type: AccountsError },
    { code: 503, type: AccountsError },
    { code: 530, type: AccountsError },
  ])('a $code to RCPT TO is $type.name', async ({ code, type }) => {
    const { error } = await outcome(() => ({
      hidePIPELINING,
      onRcptTo: (_address, _session, next) => next(reply(code, 'mailbox trouble')),
    }))
    expect(error).toBeInstanceOf(type)
  })

  it.each([
    { code: 554, type: MailRefusedError },
    { code: 552, type: MailRefusedError },
    { code: 451, type: AccountsError },
    { code: 421, type: AccountsError },
  ])('a $code to the message is $type.name', async ({ code, type }) => {
    const { error, server } = await outcome(() => ({
      hidePIPELINING,
      onMessage() {
        throw reply(code, 'content trouble')
      },
    }))
    expect(error).toBeInstanceOf(type)
    expect(server.received).toHaveLength(0)
  })

  it.each([550, 451])('a %i to MAIL FROM is about us: not accepted', async (code) => {
    const { error } = await outcome(() => ({
      hidePIPELINING,
      onMailFrom: (_address, _session, next) => next(reply(code, 'who are you')),
    }))
    expect(error).toMatchObject({ code: 'mail_failed' })
  })

  it('a connection cut before the message is not accepted', async () => {
    const { error } = await outcome((cut) => ({ hidePIPELINING, onRcptTo: () => cut() }))
    expect(error).toMatchObject({ code: 'mail_failed' })
  })

  it('silence before the message is not accepted', async () => {
    const { error } = await outcome(() => ({ hidePIPELINING, onRcptTo: () => undefined }))
    expect(error).toMatchObject({ code: 'mail_failed' })
  })

  it('a connection cut in the middle of the message is not accepted', async () => {
    const long = () => ({ subject: 'long', text: 'long', html: 'x'.repeat(40_000_000) })
    const { error } = await outcome(
      (cut) => ({ hidePIPELINING, onData: (stream) => void stream.once('data', () => cut()) }),
      { templates: { code: { ja: long } }, timeouts: {} },
    )
    expect(error).toMatchObject({ code: 'mail_failed' })
  })

  it('a connection cut after the message and before its answer is uncertain', async () => {
    const { error } = await outcome((cut) => ({
      hidePIPELINING,
      onMessage() {
        cut()
        return never
      },
    }))
    expect(error).toBeInstanceOf(MailUncertainError)
  })

  it('silence after the message is uncertain', async () => {
    const { error } = await outcome(() => ({ hidePIPELINING, onMessage: () => never }))
    expect(error).toBeInstanceOf(MailUncertainError)
  })

  it.each([
    { when: 'before the message', behaviour: { onRcptTo: () => undefined }, type: AccountsError },
    { when: 'after the message', behaviour: { onMessage: () => never }, type: MailUncertainError },
  ])('a deadline that passes $when is $type.name', async ({ behaviour, type }) => {
    const { error } = await outcome(() => ({ hidePIPELINING, ...behaviour }), { timeouts: { wholeSeconds: 0.4 } })
    expect(error).toBeInstanceOf(type)
  })
})

describe('a server that cannot be reached', () => {
  it('has accepted nothing when nobody listens', async () => {
    const server = await receivingServer()
    await server.close()
    const { error } = await outcome(() => ({}), { url: server.url })
    expect(error).toMatchObject({ code: 'mail_failed', message: expect.stringContaining('ECONNREFUSED') })
  })

  it('has accepted nothing when it never greets', async () => {
    const { error } = await outcome(() => ({ onConnect: () => undefined }))
    expect(error).toMatchObject({ code: 'mail_failed' })
  })

  it('has accepted nothing when it hangs up before greeting', async () => {
    const { error } = await outcome((cut) => ({ onConnect: () => cut() }))
    expect(error).toMatchObject({ code: 'mail_failed' })
  })
})

describe('a pooled connection', () => {
  it('that the server has dropped meanwhile costs nothing: the mail goes over another, once', async () => {
    let conversations = 0
    const server = await receivingServer({
      onMailFrom(_address, _session, next) {
        conversations += 1
        if (conversations === 2) server.cut()
        else next()
      },
    })
    open.push(server)
    const mailer = smtpMailer({
      url: server.url,
      from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
      issuer: 'https://accounts.example',
      connections: 1,
    })
    open.push(mailer)
    await mailer.send(aCodeMail({ to: 'first@shop.example' }), 'm1@accounts.example')
    await mailer.send(aCodeMail({ to: 'second@shop.example' }), 'm2@accounts.example')

    expect(server.received.map(({ recipients }) => recipients)).toEqual([
      ['first@shop.example'],
      ['second@shop.example'],
    ])
    expect(server.connections).toBe(2)
  })

  it('goes on after a refusal, and the next mail has its own recipient alone', async () => {
    const server = await receivingServer({
      onRcptTo: ({ address }, _session, next) =>
        address.startsWith('gone@') ? next(reply(550, 'no such mailbox')) : next(),
    })
    open.push(server)
    const mailer = smtpMailer({
      url: server.url,
      from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
      issuer: 'https://accounts.example',
      connections: 1,
    })
    open.push(mailer)
    await expect(mailer.send(aCodeMail({ to: 'gone@shop.example' }), 'm1@a.example')).rejects.toThrow(MailRefusedError)
    await mailer.send(aCodeMail({ to: 'rin@shop.example' }), 'm2@accounts.example')
    expect(server.received.map(({ recipients }) => recipients)).toEqual([['rin@shop.example']])
    expect(server.connections).toBe(1)
  })
})

describe('what an error says', () => {
  it.each([
    { at: 'RCPT TO', behaviour: { onRcptTo: refuse } },
    { at: 'DATA', behaviour: { onMessage: () => refuse(null, null, thrown) } },
  ])('is the status at $at, never what the server repeats of the mail', async ({ at, behaviour }) => {
    const { error } = await outcome(() => behaviour)
    expect(error).toMatchObject({ message: expect.stringContaining(`${at} 550`) })
    expect(inspect(error, { depth: 9 })).not.toMatch(/rin|shop\.example|402931/)
  })

  function refuse(_address: unknown, _session: unknown, next: (error: Error) => void) {
    next(reply(550, '<rin@shop.example> unknown; said "402931"'))
  }

  function thrown(error: Error): never {
    throw error
  }
})
