/**
 * A robot of ためし雑貨 at work, over plain HTTP, against a demonstration that runs: signs in, reads an order, and reads it
 * again every few seconds until it is told to go. `npm run robot`, or `npm run robot -- --from 198.51.100.77` for the
 * same from an address that nobody has registered.
 */
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '203.0.113.10' },
    accounts: { type: 'string', default: 'http://127.0.0.1:3000' },
    page: { type: 'string', default: 'http://tameshi-zakka.localhost:3001/admin/orders/42' },
    address: { type: 'string', default: 'rpa-zaiko@tameshi-zakka.example' },
    password: { type: 'string', default: 'zaiko-robo-no-nagai-aikotoba' },
    /** How often the page is read; as long as it takes, for 0. */
    times: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '3' },
  },
})
const { from, accounts, page, address, password } = values

/** From where the proxies that the demonstration trusts connect; what they say of the client is believed. */
const proxy = '127.0.0.2'
const MOST_REDIRECTS = 10
const cookies = new Map<string, Map<string, string>>()

interface Answer {
  readonly status: number
  readonly body: string
  /** Where it came from, after redirects. */
  readonly url: URL
}

/** Asks as a proxy on this machine does for a client somewhere else, with the cookies of that host. */
async function ask(url: URL, more: { readonly method?: string; readonly body?: object } = {}): Promise<Answer> {
  const jar = cookies.get(url.hostname) ?? new Map<string, string>()
  cookies.set(url.hostname, jar)
  const body = more.body && JSON.stringify(more.body)
  const asked = request({
    host: '127.0.0.1',
    port: url.port,
    localAddress: proxy,
    method: more.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    headers: {
      Host: url.host,
      Origin: url.origin,
      Accept: 'text/html,application/json',
      'User-Agent': 'zaiko-robo/1.0',
      'X-Forwarded-For': from,
      Cookie: Array.from(jar, ([name, value]) => `${name}=${value}`).join('; '),
      ...(body && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    },
  })
  asked.end(body)
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
  })
  for (const set of response.headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
    if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name)
    else jar.set(name, value)
  }
  const { statusCode: status = 0, headers } = response
  const told = { status, body: await text(response), url }
  return headers.location === undefined ? told : { ...told, url: new URL(headers.location, url) }
}

async function follow(url: URL): Promise<Answer> {
  let at = url
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
    const answer = await ask(at)
    if (answer.status < 300 || answer.status >= 400) return answer
    at = answer.url
  }
  throw new Error(`${url.href} leads round and round`)
}

async function tell(path: string, body: object): Promise<{ readonly step?: string; readonly flow?: string }> {
  const answer = await ask(new URL(`/api${path}`, accounts), { method: 'POST', body })
  const told: { step?: string; flow?: string; code?: string } = JSON.parse(answer.body)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${told.code ?? ''}`)
  return told
}

async function signIn(): Promise<void> {
  const { flow } = await tell('/sign-in', { email: address })
  const { step } = await tell('/sign-in/password', { flow, password })
  if (step === 'done') return say(`ログインしました（コードなし） / signed in without a code, from ${from}`)
  say(`コードを聞かれました。人の確認が必要です / asked for a ${step}, from ${from}: a person is needed`)
  process.exit(3)
}

function say(line: string): void {
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${line}\n`)
}

await signIn()
for (let turn = 1; values.times === '0' || turn <= Number(values.times); turn++) {
  const { url, body, status } = await follow(new URL(page))
  const state = /<dt>状態<\/dt><dd>([^<]*)</.exec(body)?.[1]
  if (url.href !== page || status !== 200 || state === undefined) {
    say(`閉め出されました / shut out: ${status} ${url.origin}${url.pathname}`)
    process.exit(4)
  }
  say(`受注42：${state} / order 42 was read`)
  await sleep(Number(values.seconds) * 1000)
}
