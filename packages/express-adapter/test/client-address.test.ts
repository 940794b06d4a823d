import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { trustedProxies } from '@ecforce-accounts/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf } from '../src/address-of.ts'

const client = '203.0.113.10'
const far = '10.0.0.2' // the proxy before the one that talks to us
const peer = '127.0.0.1'

/**
 * The header lines of a request as they are written to the socket, and whom they make of its sender behind one proxy of
 * ours and behind two. Without a proxy of ours nothing of it is looked at.
 */
const requests: readonly [says: string, lines: readonly string[], one: string | null, two: string | null][] = [
  ['no header', [], null, null],
  ['one line', [`X-Forwarded-For: ${client}`], client, client],
  ['one line in another case', [`x-FORWARDED-for: ${client}`], client, client],
  ['two lines, the latter by our proxy', [`X-Forwarded-For: 1.1.1.1`, `X-Forwarded-For: ${client}`], client, client],
  [
    'two lines, the former by our proxy',
    [`X-Forwarded-For: ${client}`, `X-Forwarded-For: 1.1.1.1`],
    '1.1.1.1',
    '1.1.1.1',
  ],
  [
    'two lines and a proxy of ours in the latter',
    [`X-Forwarded-For: ${client}`, `X-Forwarded-For: ${far}`],
    far,
    client,
  ],
  ['two lines of chains', [`X-Forwarded-For: 9.9.9.9, ${client}`, `X-Forwarded-For: ${far}, ${peer}`], far, client],
  [
    'three lines',
    ['X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 2.2.2.2', `X-Forwarded-For: ${client}`],
    client,
    client,
  ],
  ['a second line that is empty', [`X-Forwarded-For: ${client}`, 'X-Forwarded-For:'], null, null],
  ['a first line that is empty', ['X-Forwarded-For:', `X-Forwarded-For: ${client}`], client, client],
  ['a second line that is broken', [`X-Forwarded-For: ${client}`, 'X-Forwarded-For: unknown'], null, null],
  ['spaces around', [`X-Forwarded-For:   ${client}  \t `], client, client],
  ['a tab before', [`X-Forwarded-For:\t${client}`], client, client],
  ['a duplicate of the proxy that talks to us', [`X-Forwarded-For: ${client}, ${peer}`], client, client],
  ['ten duplicates of it', [`X-Forwarded-For: ${client}${`, ${peer}`.repeat(10)}`], client, client],
  ['a chain of nobody but proxies', [`X-Forwarded-For: ${far}, ${peer}`], far, null],
  ['a chain of six hundred', [`X-Forwarded-For: ${'1.1.1.1, '.repeat(600)}${client}`], client, client],
  ['a chain of six hundred proxies', [`X-Forwarded-For: ${client}${`, ${far}`.repeat(600)}`], far, client],
  ['an empty hop', [`X-Forwarded-For: ${client}, , ${peer}`], null, null],
  ['a comma at its end', [`X-Forwarded-For: ${client},`], null, null],
  ['a comma alone', ['X-Forwarded-For: ,'], null, null],
  ['a port', [`X-Forwarded-For: ${client}:8080`], null, null],
  ['brackets', ['X-Forwarded-For: [2001:db8::7]'], null, null],
  ['brackets and a port', ['X-Forwarded-For: [2001:db8::7]:443'], null, null],
  ['IPv6', ['X-Forwarded-For: 2001:DB8:0::7'], '2001:db8::7', '2001:db8::7'],
  ['a mapped address', [`X-Forwarded-For: ::ffff:${client}`], client, client],
  ['a mapped address in hexadecimal', ['X-Forwarded-For: ::ffff:cb00:710a'], client, client],
  ['a mapped proxy of ours', [`X-Forwarded-For: ${client}, ::ffff:${far}`], far, client],
  ['a compatible address, which is no mapped one', [`X-Forwarded-For: ::${client}`], '::cb00:710a', '::cb00:710a'],
  ['leading zeros', ['X-Forwarded-For: 203.0.113.010'], null, null],
  ['octal', ['X-Forwarded-For: 0313.0.0161.012'], null, null],
  ['hexadecimal', ['X-Forwarded-For: 0xcb.0x00.0x71.0x0a'], null, null],
  ['one number', ['X-Forwarded-For: 3405803786'], null, null],
  ['a short form', ['X-Forwarded-For: 203.0.28938'], null, null],
  ['a zone', ['X-Forwarded-For: fe80::1%eth0'], null, null],
  ['a zone of a global address', ['X-Forwarded-For: 2001:db8::7%1'], null, null],
  ['a range', [`X-Forwarded-For: ${client}/32`], null, null],
  ['quotes', [`X-Forwarded-For: "${client}"`], null, null],
  ['a name', ['X-Forwarded-For: proxy.example'], null, null],
  ['unknown', ['X-Forwarded-For: unknown'], null, null],
  ['a hidden one', ['X-Forwarded-For: _hidden'], null, null],
  ['unknown before a client', [`X-Forwarded-For: unknown, ${client}`], client, client],
  ['a semicolon', [`X-Forwarded-For: ${client}; ${far}`], null, null],
  ['a space between', [`X-Forwarded-For: ${client} ${far}`], null, null],
  ['a letter of another alphabet', ['X-Forwarded-For: \xb2\xb0\xb3.0.113.10'], null, null],
  ['a high control character', [`X-Forwarded-For: ${client}\x85`], null, null],
  ['a space that does not break', [`X-Forwarded-For: ${client},\xa0${far}`], null, null],
  ['Forwarded alone', [`Forwarded: for=${client}`], null, null],
  ['Forwarded beside it', [`Forwarded: for=${client}`, 'X-Forwarded-For: 1.1.1.1'], '1.1.1.1', '1.1.1.1'],
  ['Forwarded after it', ['X-Forwarded-For: 1.1.1.1', `Forwarded: for=${client}`], '1.1.1.1', '1.1.1.1'],
  ['its syntax in the other', [`X-Forwarded-For: for=${client}`], null, null],
  ['X-Real-IP', [`X-Real-IP: ${client}`], null, null],
  ['X-Real-IP beside it', [`X-Real-IP: ${client}`, 'X-Forwarded-For: 1.1.1.1'], '1.1.1.1', '1.1.1.1'],
  ['CF-Connecting-IP', [`CF-Connecting-IP: ${client}`], null, null],
  ['CF-Connecting-IPv6', ['CF-Connecting-IPv6: 2001:db8::7'], null, null],
  ['True-Client-IP', [`True-Client-IP: ${client}`], null, null],
  ['X-Client-IP', [`X-Client-IP: ${client}`], null, null],
  ['X-Cluster-Client-IP', [`X-Cluster-Client-IP: ${client}`], null, null],
  ['Fastly-Client-IP', [`Fastly-Client-IP: ${client}`], null, null],
  ['X-Forwarded', [`X-Forwarded: ${client}`], null, null],
  ['Forwarded-For', [`Forwarded-For: ${client}`], null, null],
  ['X-Original-Forwarded-For', [`X-Original-Forwarded-For: ${client}`], null, null],
  ['an underscore for a hyphen', [`X_Forwarded_For: ${client}`], null, null],
  ['the proxy protocol in a header', [`PROXY: TCP4 ${client} ${far} 1 2`], null, null],
  ['all of them', [`X-Real-IP: 1.1.1.1`, `CF-Connecting-IP: 2.2.2.2`, `X-Forwarded-For: ${client}`], client, client],
]

/** It says whom it takes a request for: without a proxy of ours, behind one, and behind two. */
const server = createServer((req, res) => {
  res.end(JSON.stringify(readers.map((isOurs) => addressOf(req, isOurs))))
})
const readers = [[], [peer], [peer, far]].map(trustedProxies)

describe('the address', () => {
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  afterAll(() => server.close())

  it.each(requests.map(([says, lines, one, two]) => ({ says, lines, one, two })))(
    'of a request with $says',
    async ({ lines, one, two }) => {
      expect(await told(lines)).toEqual([peer, one, two])
    },
  )

  it.each([
    ['a null byte', `X-Forwarded-For: ${client}\0`],
    ['a bare carriage return', `X-Forwarded-For: ${client}\rX-A: 1`],
    ['a control character', `X-Forwarded-For: ${client}\x01`],
    ['a space before the colon', `X-Forwarded-For : ${client}`],
    ['a header of twenty thousand letters', `X-Forwarded-For: ${'1.1.1.1, '.repeat(2_500)}${client}`],
  ])('of a request with %s is nobody’s: it is not heard', async (_, line) => {
    expect(await told([line])).toMatch(/^HTTP\/1\.1 4(00|31) /)
  })

  it('is put to the test by at least sixty requests', () => {
    expect(new Set(requests.map(([, lines]) => lines.join('\n'))).size).toBeGreaterThanOrEqual(60)
  })
})

/** What it says; the whole answer where it does not come to that. */
async function told(lines: readonly string[]): Promise<unknown> {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, peer)
  await once(socket, 'connect')
  const head = ['GET / HTTP/1.1', 'Host: a', 'Connection: close', ...lines, '', ''].join('\r\n')
  socket.end(Buffer.from(head, 'latin1'))
  const answer = await text(socket)
  const body = /\r\n\r\n(?:[0-9a-f]+\r\n)?(\[.*\])/s.exec(answer)?.[1]
  return body === undefined ? answer : JSON.parse(body)
}
