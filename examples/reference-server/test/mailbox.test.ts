import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Behaviour,
  type Mailbox,
  type MailboxOptions,
  type ReceivedMail,
  startMailbox,
} from '../src/lab/mailbox.ts'

const noon = Date.parse('2026-11-22T03:00:00.000Z')
const japanese = 'ワンタイムコードのお知らせ（照合記号：さく）'
const code = 'コードは123456です。'

let mailbox: Mailbox

afterEach(() => mailbox.close())

async function start(options: Partial<MailboxOptions> = {}) {
  mailbox = await startMailbox({ httpPort: 0, host: '127.0.0.1', now: () => noon, ...options })
}

/** Sends each line once the one before is answered; the replies, the greeting first, as far as the server gave them. */
async function converse(...lines: string[]): Promise<string[]> {
  const { hostname, port } = new URL(mailbox.smtpUrl)
  const socket = connect(Number(port), hostname)
  const replies: string[] = []
  let pending = ''
  socket.on('data', (chunk) => {
    pending += chunk.toString('utf8')
    const whole = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n$/.test(pending)
    if (!whole) return
    replies.push(pending.trim())
    pending = ''
    const next = lines.shift()
    if (next === undefined) socket.end()
    else socket.write(`${next}\r\n`)
  })
  await once(socket, 'close')
  return replies
}

function codes(replies: readonly string[]): number[] {
  return replies.map((reply) => Number(reply.slice(0, 3)))
}

const headersOnly = ['From: shop@renshu-shoes.example', 'To: kato@renshu-shoes.example', 'Subject: plain']
const mailData = [...headersOnly, '', 'hello', '.'].join('\r\n')

function conversation(recipient: string, data = mailData): string[] {
  return ['EHLO test', 'MAIL FROM:<shop@renshu-shoes.example>', `RCPT TO:<${recipient}>`, 'DATA', data, 'QUIT']
}

async function sendPlain(recipient = 'kato@renshu-shoes.example') {
  return codes(await converse(...conversation(recipient)))
}

/** The reply to a recipient, no mail following. */
async function offer(recipient: string) {
  const replies = await converse(...conversation(recipient).slice(0, 3), 'QUIT')
  return codes(replies)[3]
}

async function fetchJson(path: string) {
  const answer = await fetch(mailbox.httpUrl + path)
  return { status: answer.status, body: (await answer.json()) as unknown }
}

async function listed(path = '/messages') {
  return (await fetchJson(path)).body as ReceivedMail[]
}

describe('receiving', () => {
  it('takes a mail in a plain SMTP conversation and answers 250 once it is kept', async () => {
    await start()
    expect(await sendPlain()).toEqual([220, 250, 250, 250, 354, 250, 221])
    expect(mailbox.messages()).toMatchObject([{ subject: 'plain', text: 'hello\n', html: '' }])
  })

  it('offers neither authentication nor TLS', async () => {
    await start()
    const [, greeting] = await converse('EHLO test', 'QUIT')
    expect(greeting).toContain('8BITMIME')
    expect(greeting).not.toMatch(/AUTH|STARTTLS/)
  })

  it('reads a Japanese subject and both bodies as a mail library encodes them', async () => {
    await start()
    const transport = createTransport(mailbox.smtpUrl)
    await transport.sendMail({
      from: { name: 'ecforce accounts', address: 'no-reply@accounts.example' },
      to: { name: '加藤ひろ', address: 'hiro.kato@renshu-shoes.example' },
      subject: japanese,
      text: code,
      html: `<p>${code}</p>`,
      messageId: '<one@accounts.example>',
    })
    transport.close()

    const [mail] = mailbox.messages()
    expect(mail).toMatchObject({
      subject: japanese,
      from: 'no-reply@accounts.example',
      to: 'hiro.kato@renshu-shoes.example',
      html: `<p>${code}</p>`,
      headers: { 'message-id': '<one@accounts.example>', subject: japanese },
    })
    expect(mail?.text.trim()).toBe(code)
  })

  it.each([
    { form: 'encoded words in Base64', subject: '=?UTF-8?B?44Kz44O844OJ?=' },
    { form: 'encoded words in ISO-2022-JP', subject: '=?ISO-2022-JP?B?GyRCJTMhPCVJGyhC?=' },
    { form: 'bare UTF-8', subject: 'コード' },
  ])('reads a subject in $form', async ({ subject }) => {
    await start()
    await converse(...conversation('kato@renshu-shoes.example', `Subject: ${subject}\r\n\r\nhello\r\n.`))
    expect(mailbox.messages()[0]?.subject).toBe('コード')
  })

  it('keeps a header that comes twice', async () => {
    await start()
    await converse(...conversation('kato@renshu-shoes.example', 'X-Hop: one\r\nX-Hop: two\r\n\r\nhello\r\n.'))
    expect(mailbox.messages()[0]?.headers['x-hop']?.split('\n').sort()).toEqual(['one', 'two'])
  })

  it('keeps the last 500 mails', async () => {
    await start()
    const transport = createTransport({ url: mailbox.smtpUrl, pool: true, maxConnections: 8, maxMessages: Infinity })
    const send = (subject: string) =>
      transport.sendMail({ from: 'a@accounts.example', to: 'b@accounts.example', subject, text: '.' })
    await send('first')
    await Promise.all(Array.from({ length: 499 }, () => send('between')))
    expect(mailbox.messages().at(-1)?.subject).toBe('first')
    await send('last')
    transport.close()

    expect(mailbox.messages()).toHaveLength(500)
    expect(mailbox.messages().map(({ subject }) => subject)).not.toContain('first')
    expect(mailbox.messages()[0]?.subject).toBe('last')
  })

  it('refuses a mail above ten megabytes and keeps nothing of it', async () => {
    await start()
    const line = `${'x'.repeat(998)}\r\n`
    const replies = await converse(...conversation('kato@renshu-shoes.example', `${line.repeat(10_500)}.`))
    expect(codes(replies).at(-2)).toBe(552)
    expect(mailbox.messages()).toEqual([])
  })
})

describe('addresses', () => {
  it('takes an odd local part in quotes and finds it without', async () => {
    await start()
    expect(await sendPlain('"rin..hayakawa."@keitai.example')).toContain(354)
    expect(mailbox.messages()).toMatchObject([
      { to: 'rin..hayakawa.@keitai.example', envelope: { to: ['"rin..hayakawa."@keitai.example'] } },
    ])
    expect(mailbox.messages('rin..hayakawa.@keitai.example')).toHaveLength(1)
    expect(mailbox.messages('"rin..hayakawa."@keitai.example')).toHaveLength(1)
  })

  it('takes it from a mail library that was given it in quotes', async () => {
    await start()
    const transport = createTransport(mailbox.smtpUrl)
    const to = '"rin..hayakawa."@keitai.example'
    await transport.sendMail({ envelope: { from: 'a@accounts.example', to }, subject: 'odd', text: '.' })
    transport.close()
    expect(mailbox.messages('rin..hayakawa.@keitai.example')).toHaveLength(1)
  })

  it.each(['rin..hayakawa@keitai.example', 'rin.@keitai.example', '.rin@keitai.example'])(
    'refuses %s without its quotes, as real servers do',
    async (address) => {
      await start()
      expect(await offer(address)).toBe(553)
    },
  )

  it.each([
    { given: 'Hiro.Kato@Renshu-Shoes.Example', wanted: 'hiro.kato@renshu-shoes.example' },
    { given: '"hiro.kato"@renshu-shoes.example', wanted: 'HIRO.KATO@renshu-shoes.example' },
    { given: '"hi\\ro"@renshu-shoes.example', wanted: 'hiro@renshu-shoes.example' },
    { given: 'hiro@xn--wgv71a119e.example', wanted: 'hiro@日本語.example' },
    { given: 'hiro@xn--wgv71a119e.example', wanted: 'hiro@xn--wgv71a119e.example' },
  ])('finds a mail to $given by $wanted', async ({ given, wanted }) => {
    await start()
    await sendPlain(given)
    expect(mailbox.messages(wanted)).toHaveLength(1)
  })

  it('finds a mail by each of its recipients and by no other address', async () => {
    await start()
    const [hello, from, , ...rest] = conversation('unused')
    await converse(hello ?? '', from ?? '', 'RCPT TO:<a@shop.example>', 'RCPT TO:<b@shop.example>', ...rest)
    expect(mailbox.messages('a@shop.example')).toHaveLength(1)
    expect(mailbox.messages('b@shop.example')).toHaveLength(1)
    expect(mailbox.messages('c@shop.example')).toEqual([])
    expect(mailbox.messages()[0]?.to).toBe('a@shop.example, b@shop.example')
  })

  it('refuses the recipients it was told to, with the code it was told, and takes others', async () => {
    await start({ refuse: (address) => (address === 'sora..hirai@closed.example' ? 550 : null) })
    expect(await offer('"Sora..Hirai"@closed.example')).toBe(550)
    expect(await offer('open@closed.example')).toBe(250)
  })
})

describe('behaviour at DATA', () => {
  it.each<{ behaviour: Behaviour; replies: number[]; kept: number }>([
    { behaviour: 'accept', replies: [220, 250, 250, 250, 354, 250, 221], kept: 1 },
    { behaviour: 'reject-4xx', replies: [220, 250, 250, 250, 354, 451, 221], kept: 0 },
    { behaviour: 'reject-5xx', replies: [220, 250, 250, 250, 354, 554, 221], kept: 0 },
    { behaviour: 'drop-after-data', replies: [220, 250, 250, 250, 354], kept: 1 },
    { behaviour: 'drop-before-data', replies: [220, 250, 250, 250], kept: 0 },
  ])('$behaviour answers $replies and keeps $kept', async ({ behaviour, replies, kept }) => {
    await start()
    mailbox.behave(() => behaviour)
    expect(await sendPlain()).toEqual(replies)
    expect(mailbox.messages()).toHaveLength(kept)
  })

  it('is decided mail by mail, counted from 0 since the last change', async () => {
    await start()
    await sendPlain()
    mailbox.behave((index) => (index === 1 ? 'reject-4xx' : 'accept'))
    expect([(await sendPlain()).at(-2), (await sendPlain()).at(-2), (await sendPlain()).at(-2)]).toEqual([
      250, 451, 250,
    ])
  })
})

describe('the listener', () => {
  it('hears of a mail that is already kept, until it stops listening', async () => {
    await start()
    const heard: unknown[] = []
    const stop = mailbox.on('message', (mail) => heard.push([mail.subject, mailbox.messages().includes(mail)]))
    await sendPlain()
    stop()
    await sendPlain()
    expect(heard).toEqual([['plain', true]])
  })
})

describe('over HTTP', () => {
  it('lists every field of a mail', async () => {
    await start()
    await sendPlain()
    expect(await fetchJson('/messages')).toEqual({
      status: 200,
      body: [
        {
          id: '1',
          to: 'kato@renshu-shoes.example',
          from: 'shop@renshu-shoes.example',
          subject: 'plain',
          text: 'hello\n',
          html: '',
          receivedAt: '2026-11-22T03:00:00.000Z',
          headers: { from: 'shop@renshu-shoes.example', to: 'kato@renshu-shoes.example', subject: 'plain' },
          envelope: { from: 'shop@renshu-shoes.example', to: ['kato@renshu-shoes.example'] },
        },
      ],
    })
  })

  it('lists the newest first, even when the clock was set back', async () => {
    let now = noon
    await start({ now: () => now })
    await sendPlain('a@shop.example')
    now -= 86_400_000
    await sendPlain('b@shop.example')
    expect((await listed()).map(({ id, to }) => [id, to])).toEqual([
      ['2', 'b@shop.example'],
      ['1', 'a@shop.example'],
    ])
  })

  it('lists one recipient, in whatever spelling', async () => {
    await start()
    await sendPlain('a+robot@shop.example')
    await sendPlain('b@shop.example')
    const found = async (to: string) => (await listed(`/messages?to=${to}`)).map((mail) => mail.to)
    expect(await found('A%2BRobot@shop.example')).toEqual(['a+robot@shop.example'])
    expect(await found('a+robot@shop.example')).toEqual(['a+robot@shop.example'])
    expect(await found('c@shop.example')).toEqual([])
  })

  it('shows one mail by its id, and a problem for an id it does not have', async () => {
    await start()
    await sendPlain()
    expect(await fetchJson('/messages/1')).toMatchObject({ status: 200, body: { id: '1', subject: 'plain' } })
    expect(await fetchJson('/messages/2')).toMatchObject({ status: 404, body: { code: 'message_not_found' } })
  })

  it('forgets every mail on DELETE and gives no number twice', async () => {
    await start()
    await sendPlain()
    expect((await fetch(`${mailbox.httpUrl}/messages`, { method: 'DELETE' })).status).toBe(204)
    expect(await listed()).toEqual([])
    await sendPlain()
    expect((await listed()).map(({ id }) => id)).toEqual(['2'])
  })

  it('answers 304 as long as nothing has changed', async () => {
    await start()
    const first = await fetch(`${mailbox.httpUrl}/messages`)
    const again = { headers: { 'If-None-Match': first.headers.get('ETag') ?? '' } }
    expect((await fetch(`${mailbox.httpUrl}/messages`, again)).status).toBe(304)
    await sendPlain()
    expect((await fetch(`${mailbox.httpUrl}/messages`, again)).status).toBe(200)
  })

  it.each([{ path: '/' }, { path: '/mails' }, { path: '/authenticator' }])(
    'serves $path under a policy that allows nothing inline',
    async ({ path }) => {
      await start()
      const answer = await fetch(mailbox.httpUrl + path, { headers: { Accept: 'text/html' } })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
      const policy = answer.headers.get('Content-Security-Policy')
      expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).not.toContain('unsafe')
    },
  )

  it('serves the HTML of a mail as a document in which nothing runs and nothing is loaded', async () => {
    await start()
    await createTransport(mailbox.smtpUrl).sendMail({
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 's',
      html: '<p onclick="x()">1</p>',
    })
    const answer = await fetch(`${mailbox.httpUrl}/messages/1/html`)
    expect(await answer.text()).toContain('<base target="_blank"><p onclick="x()">1</p>')
    const policy = answer.headers.get('Content-Security-Policy')
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/)
    expect(policy).not.toContain('script')
    expect((await fetch(`${mailbox.httpUrl}/messages/2/html`)).status).toBe(404)
  })

  it('forgets nothing for a page of another site', async () => {
    await start()
    await sendPlain()
    const asked = { method: 'DELETE', headers: { Origin: 'https://elsewhere.example' } }
    expect((await fetch(`${mailbox.httpUrl}/messages`, asked)).status).toBe(403)
    expect(mailbox.messages()).toHaveLength(1)
  })

  it('has no script and no style in the page itself', async () => {
    await start()
    const page = await (await fetch(mailbox.httpUrl)).text()
    expect(page).toContain('<script')
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/)
  })

  it.each([
    { method: 'GET', path: '/../package.json', status: 404 },
    { method: 'POST', path: '/messages', status: 405 },
    { method: 'DELETE', path: '/messages/1', status: 405 },
    { method: 'OPTIONS', path: '/messages', status: 405 },
  ])('answers $method $path with the problem $status', async ({ method, path, status }) => {
    await start()
    const answer = await fetch(mailbox.httpUrl + path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  })

  it.each([
    { host: 'mailbox.attacker.example', status: 421 },
    { host: '127.0.0.1.attacker.example', status: 421 },
    { host: 'localhost:3002', status: 200 },
    { host: 'mail.localhost:3002', status: 200 },
  ])('answers a request for the host $host with $status', async ({ host, status }) => {
    await start()
    const { hostname, port } = new URL(mailbox.httpUrl)
    const socket = connect(Number(port), hostname)
    socket.write(`GET /messages HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(first.toString('utf8')).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

describe('its ports', () => {
  it('listens on no address but loopback', async () => {
    await start()
    // @ts-expect-error: the type says so already.
    await expect(startMailbox({ httpPort: 0, host: '0.0.0.0', now: () => noon })).rejects.toThrow(TypeError)
  })

  it.each(['httpPort', 'smtpPort'])('leaves nothing open when its %s is taken', async (name) => {
    await start()
    const taken = createServer().listen(0, '127.0.0.1')
    const free = createServer().listen(0, '127.0.0.1')
    await Promise.all([once(taken, 'listening'), once(free, 'listening')])
    const port = (server: typeof taken) => Number((server.address() as { port: number }).port)
    const other = { httpPort: 'smtpPort', smtpPort: 'httpPort' }[name] ?? ''
    const ports = { httpPort: 0, [name]: port(taken), [other]: port(free) }
    free.close()
    await once(free, 'close')

    await expect(startMailbox({ host: '127.0.0.1', now: () => noon, ...ports })).rejects.toThrow('EADDRINUSE')
    const again = createServer().listen(ports[other] ?? 0, '127.0.0.1')
    await once(again, 'listening')
    again.close()
    taken.close()
  })

  it('frees both on close, with a connection still open', async () => {
    await start()
    const smtpPort = Number(new URL(mailbox.smtpUrl).port)
    const httpPort = Number(new URL(mailbox.httpUrl).port)
    const idle = connect(smtpPort, '127.0.0.1')
    await once(idle, 'data')
    const closed = once(idle, 'close')
    await mailbox.close()
    await closed
    await start({ smtpPort, httpPort })
    expect(await sendPlain()).toContain(354)
  })
})
