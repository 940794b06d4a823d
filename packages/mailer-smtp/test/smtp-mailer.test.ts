import { EventEmitter, once } from 'node:events'
import { type Clock, ConfigurationError, type ShopId } from '@ecforce-accounts/core'
import { afterEach, describe, expect, it } from 'vitest'
import { defaultTemplates, type SmtpMailerOptions, smtpMailer } from '../src/index.ts'
import { aCodeMail, sunday } from './a-code-mail.ts'
import { type Behaviour, type ReceivingServer, receivingServer } from './receiving-server.ts'

const clock: Clock = { now: () => sunday, elapsed: () => 0, sleep: async () => undefined }

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function server(behaviour?: Behaviour): Promise<ReceivingServer> {
  const started = await receivingServer(behaviour)
  open.push(started)
  return started
}

function mailer(url: string, changes: Partial<SmtpMailerOptions> = {}) {
  const made = smtpMailer({
    url,
    from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
    issuer: 'https://accounts.example',
    supportUrl: 'https://support.example/help',
    clock,
    ...changes,
  })
  open.push(made)
  return made
}

describe('a mail that is sent', () => {
  it('reaches exactly its recipient, from the configured sender, under the given Message-ID', async () => {
    const smtp = await server()
    await mailer(smtp.url, { replyTo: 'support@accounts.example' }).send(aCodeMail(), 'm1@accounts.example')

    expect(smtp.received).toHaveLength(1)
    const [got] = smtp.received
    expect(got?.from).toBe('no-reply@accounts.example')
    expect(got?.recipients).toEqual(['rin@shop.example'])
    expect(got?.mail).toMatchObject({
      messageId: '<m1@accounts.example>',
      from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
      to: [{ address: 'rin@shop.example' }],
      replyTo: [{ address: 'support@accounts.example' }],
      subject: '【ecforce accounts】ワンタイムコードのお知らせ（照合記号 KX）',
      date: '2026-11-22T01:00:00.000Z',
    })
    expect(got?.mail.cc).toBeUndefined()
    expect(got?.mail.bcc).toBeUndefined()
  })

  it('brings the file that goes along, whole and as what it is', async () => {
    const smtp = await server()
    const common = { kind: 'rollout', to: 'rin@shop.example', locale: 'ja', at: sunday, version: 1 } as const
    const shop = { shopId: 'renshu-shoes' as ShopId, shopName: 'れんしゅう靴店' }
    await mailer(smtp.url).send({ ...common, ...shop, about: 'announced', enforcedAt: sunday }, 'm1@accounts.example')
    const [file] = smtp.received[0]?.mail.attachments ?? []
    expect(file).toMatchObject({ filename: 'ecforce-accounts.ics', mimeType: 'text/calendar', method: 'PUBLISH' })
    const content = file?.content
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
    expect(text).toMatch(/^BEGIN:VCALENDAR\r?\n[\s\S]*れんしゅう靴店[\s\S]*END:VCALENDAR\r?\n$/)
  })

  it('says that a machine wrote it and in which language, and offers no unsubscription', async () => {
    const smtp = await server()
    const sender = mailer(smtp.url)
    await sender.send(aCodeMail({ locale: 'ja' }), 'm1@accounts.example')
    await sender.send(aCodeMail({ locale: 'en' }), 'm2@accounts.example')

    const headers = smtp.received.map(({ mail }) => new Map(mail.headers.map(({ key, value }) => [key, value])))
    expect(headers.map((each) => each.get('auto-submitted'))).toEqual(['auto-generated', 'auto-generated'])
    expect(headers.map((each) => each.get('content-language'))).toEqual(['ja', 'en'])
    expect(headers.map((each) => [...each.keys()].filter((key) => key.startsWith('list-')))).toEqual([[], []])
    expect(headers.map((each) => each.has('x-mailer'))).toEqual([false, false])
  })

  it('has the same words as text and as HTML, in UTF-8, in lines that any server takes', async () => {
    const smtp = await server()
    await mailer(smtp.url).send(aCodeMail(), 'm1@accounts.example')

    const [got] = smtp.received
    expect(got?.raw).toMatch(/^Content-Type: multipart\/alternative;/m)
    expect(got?.raw.match(/^Content-Type: text\/(?:plain|html); charset=utf-8/gm)).toHaveLength(2)
    for (const body of [got?.mail.text, got?.mail.html]) {
      expect(body).toContain('402931')
      expect(body?.replace(/\s+/g, '')).toContain('サポートがコードをお尋ねすることはありません。')
    }
    expect(Math.max(...(got?.raw.split('\r\n').map((line) => Buffer.byteLength(line)) ?? []))).toBeLessThanOrEqual(998)
    expect(got?.raw).toMatch(/^[\t\r\n\x20-\x7e]*$/)
  })

  it('is worded by the host where the host has words of its own', async () => {
    const smtp = await server()
    const sender = mailer(smtp.url, {
      templates: {
        code: {
          ja: (mail, words) => ({ ...defaultTemplates.code.ja(mail, words), subject: `番号です（${mail.reference}）` }),
        },
      },
    })
    await sender.send(aCodeMail({ locale: 'ja' }), 'm1@accounts.example')
    await sender.send(aCodeMail({ locale: 'en' }), 'm2@accounts.example')

    expect(smtp.received.map(({ mail }) => mail.subject)).toEqual([
      '番号です（KX）',
      'Your ecforce accounts one-time code (reference KX)',
    ])
    expect(smtp.received[0]?.mail.text).toContain('照合記号：KX')
  })

  it('keeps a subject of the host in one line', async () => {
    const smtp = await server()
    const forged = () => ({ subject: 'Code\r\nBcc: mallory@evil.example', text: '', html: '' })
    await mailer(smtp.url, { templates: { code: { ja: forged } } }).send(aCodeMail(), 'm1@accounts.example')
    expect(smtp.received[0]?.recipients).toEqual(['rin@shop.example'])
    expect(smtp.received[0]?.mail.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(smtp.received[0]?.mail.subject).toBe('Code Bcc: mallory@evil.example')
  })

  it('travels with others over a few connections, each to its own reader', async () => {
    const smtp = await server()
    const sender = mailer(smtp.url, { connections: 2 })
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    await Promise.all(
      numbers.map((n) =>
        sender.send(aCodeMail({ to: `m${n}@shop.example`, code: String(100_000 + n) }), `m${n}@accounts.example`),
      ),
    )

    expect(smtp.connections).toBe(2)
    const byReader = new Map(smtp.received.map(({ recipients, mail }) => [recipients.join(), mail.text ?? '']))
    expect(byReader.size).toBe(20)
    for (const n of numbers) expect(byReader.get(`m${n}@shop.example`)).toContain(String(100_000 + n))
  })
})

describe('the address of a mail', () => {
  it.each([
    { key: 'rin..hayakawa.@keitai.example', path: '"rin..hayakawa."@keitai.example' },
    { key: '.rin@keitai.example', path: '".rin"@keitai.example' },
    { key: "o'neil+shop@shop.example", path: "o'neil+shop@shop.example" },
    { key: "!#$%&'*+/=?^_`{|}~-@shop.example", path: "!#$%&'*+/=?^_`{|}~-@shop.example" },
    { key: 'rin@xn--zckzah.example', path: 'rin@xn--zckzah.example' },
  ])('$key stands in the envelope as $path and in the header alone', async ({ key, path }) => {
    const smtp = await server()
    await mailer(smtp.url).send(aCodeMail({ to: key }), 'm1@accounts.example')

    expect(smtp.recipientCommands).toEqual([`RCPT TO:<${path}>`])
    expect(smtp.received).toHaveLength(1)
    expect(smtp.received[0]?.raw.match(/^To: (?:.*)(?:\r\n[ \t].*)*/gim)).toEqual([
      path.includes('"') ? `To: <${path}>` : `To: ${path}`,
    ])
  })

  it.each([
    { what: 'a header on a second line', to: 'rin@shop.example\r\nBcc: mallory@evil.example' },
    { what: 'a line feed at its end', to: 'rin@shop.example\n' },
    { what: 'a second address after a comma', to: 'rin@shop.example,mallory@evil.example' },
    { what: 'a second address after a semicolon', to: 'rin@shop.example;mallory@evil.example' },
    { what: 'a group', to: 'team:rin@shop.example,mallory@evil.example;' },
    { what: 'a display name', to: 'Rin <rin@shop.example>' },
    { what: 'a quoted address before the domain', to: '"mallory@evil.example"@shop.example' },
    { what: 'a comment', to: 'rin(mallory@evil.example)@shop.example' },
    { what: 'a full-width @', to: 'rin＠shop.example' },
    { what: 'a letter that lower-cases to ASCII', to: '\u212Aen@shop.example' },
    { what: 'capitals', to: 'Rin@shop.example' },
    { what: 'a domain in its own script', to: 'rin@例え.example' },
    { what: 'twenty thousand nested groups', to: `${'a:'.repeat(20_000)}rin@shop.example` },
  ])('is refused before the server hears of it when it is $what', async ({ to }) => {
    const smtp = await server()
    const sender = mailer(smtp.url)
    await expect(sender.send(aCodeMail({ to }), 'm1@accounts.example')).rejects.toThrow(TypeError)
    expect(smtp.connections).toBe(0)

    await sender.send(aCodeMail({ to: 'rin@shop.example' }), 'm1@accounts.example')
    expect(smtp.received.map(({ recipients }) => recipients)).toEqual([['rin@shop.example']])
  })

  it.each(['m1', '<m1@accounts.example>', 'm1@accounts.example\r\nBcc: a@b.example', 'm 1@accounts.example'])(
    'and the Message-ID %j is refused too',
    async (messageId) => {
      const smtp = await server()
      await expect(mailer(smtp.url).send(aCodeMail(), messageId)).rejects.toThrow(TypeError)
      expect(smtp.connections).toBe(0)
    },
  )
})

describe('the settings', () => {
  it('may name the sender in any script and with any punctuation', async () => {
    const smtp = await server()
    const name = 'ショップ, "本店" <x@evil.example>'
    await mailer(smtp.url, { from: { name, address: 'no-reply@accounts.example' } }).send(aCodeMail(), 'm1@a.example')
    expect(smtp.received[0]?.from).toBe('no-reply@accounts.example')
    expect(smtp.received[0]?.mail.from).toEqual({ name, address: 'no-reply@accounts.example' })
  })

  it.each<{ setting: string; changes: Partial<SmtpMailerOptions> }>([
    { setting: 'from.name', changes: { from: { name: 'a\r\nBcc: b@evil.example', address: 'no-reply@a.example' } } },
    { setting: 'from.address', changes: { from: { name: 'a', address: 'a@a.example, b@evil.example' } } },
    { setting: 'replyTo', changes: { replyTo: 'nobody' } },
    { setting: 'issuer', changes: { issuer: 'accounts.example' } },
    { setting: 'supportUrl', changes: { supportUrl: 'javascript:alert(1)' } },
    { setting: 'connections', changes: { connections: 0 } },
    { setting: 'timeouts.wholeSeconds', changes: { timeouts: { wholeSeconds: Number.NaN } } },
  ])('that cannot be used are named: $setting', ({ setting, changes }) => {
    const attempt = () => mailer('smtp://127.0.0.1:25', changes)
    expect(attempt).toThrow(ConfigurationError)
    expect(attempt).toThrow(expect.objectContaining({ setting }))
    expect(() => mailer('smtp://127.0.0.1:25')).not.toThrow()
  })

  it('are proven by verify: reachable, and the credentials taken', async () => {
    const smtp = await server({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth(auth, _session, answer) {
        const right = auth.username === 'post@accounts' && auth.password === 'p:w/d@1'
        answer(right ? null : new Error(`no such user ${auth.username}`), { user: 'post' })
      },
    })
    const at = (credentials: string) => `smtp://${credentials}@127.0.0.1:${smtp.port}`
    const right = mailer(at('post%40accounts:p%3Aw%2Fd%401'))
    await right.verify()
    await right.send(aCodeMail(), 'm1@accounts.example')
    expect(smtp.received).toHaveLength(1)

    const wrong = mailer(at('post%40accounts:guess'))
    await expect(wrong.verify()).rejects.toMatchObject({
      code: 'mail_failed',
      message: expect.not.stringMatching(/guess|post/),
    })
    await expect(wrong.send(aCodeMail(), 'm2@accounts.example')).rejects.toMatchObject({ code: 'mail_failed' })
    expect(smtp.received).toHaveLength(1)

    const unasked = await server({ disabledCommands: ['AUTH'] })
    const url = `smtp://post:secret@127.0.0.1:${unasked.port}`
    await expect(mailer(url).verify()).rejects.toMatchObject({ code: 'mail_failed' })
    await mailer(unasked.url).verify()
  })

  it('never let a mail out in plain text to another machine unless they say so aloud', async () => {
    // 0.0.0.0 is this machine without being a loopback name.
    const smtp = await server({ hideSTARTTLS: true })
    const url = `smtp://0.0.0.0:${smtp.port}`
    await expect(mailer(url).send(aCodeMail(), 'm1@accounts.example')).rejects.toMatchObject({ code: 'mail_failed' })
    expect(smtp.received).toHaveLength(0)

    await mailer(url, { allowPlaintext: true }).send(aCodeMail(), 'm1@accounts.example')
    expect(smtp.received).toHaveLength(1)
  })

  it('do not let a certificate pass that nobody vouches for, with STARTTLS or from the first byte', async () => {
    const startTls = await server({ hideSTARTTLS: false })
    const implicit = await server({ secure: true })
    for (const url of [`smtp://0.0.0.0:${startTls.port}`, `smtps://127.0.0.1:${implicit.port}`]) {
      await expect(mailer(url).verify()).rejects.toMatchObject({ code: 'mail_failed' })
      await expect(mailer(url).send(aCodeMail(), 'm1@a.example')).rejects.toMatchObject({ code: 'mail_failed' })
    }
    expect([...startTls.received, ...implicit.received]).toEqual([])
    await mailer(startTls.url).verify()
  })
})

describe('a closed mailer', () => {
  it('accepts nothing, and finishes what it was sending', async () => {
    const steps = new EventEmitter()
    const smtp = await server({
      async onMessage() {
        const answer = once(steps, 'answer')
        steps.emit('read')
        await answer
      },
    })
    const sender = mailer(smtp.url)
    const read = once(steps, 'read')
    const sending = sender.send(aCodeMail(), 'm1@accounts.example')
    await read
    sender.close()
    await expect(sender.send(aCodeMail(), 'm2@accounts.example')).rejects.toMatchObject({ code: 'mail_failed' })
    steps.emit('answer')
    await sending
    expect(smtp.received).toHaveLength(1)
  })
})
