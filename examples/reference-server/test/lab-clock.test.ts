import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './support/running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const json = { 'Content-Type': 'application/json' }

function post(body: unknown, headers: Record<string, string> = json) {
  return fetch(`${server.origin}/lab/clock`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function now(): Promise<number> {
  const response = await fetch(`${server.origin}/lab/clock`)
  return Date.parse((await response.json()).now)
}

describe('the clock of the lab', () => {
  it('runs with the clock of the machine until it is moved', async () => {
    expect(Math.abs((await now()) - Date.now())).toBeLessThan(2_000)
  })

  it('can be advanced', async () => {
    const before = await now()
    await server.clock.advance(14 * 86_400_000)
    expect((await now()) - before - 14 * 86_400_000).toBeLessThan(2_000)
  })

  it('can be set, and runs on from there', async () => {
    const noon = Date.parse('2027-01-05T12:00:00+09:00')
    expect((await post({ now: '2027-01-05T12:00:00+09:00' })).status).toBe(200)
    const after = await now()
    expect(after).toBeGreaterThanOrEqual(noon)
    expect(after - noon).toBeLessThan(2_000)
  })

  it.each([
    {},
    { now: 'tomorrow' },
    { now: '1999-12-31T23:59:59Z' },
    { now: '2100-01-01T00:00:00Z' },
    { advanceSeconds: -1 },
    { advanceSeconds: '60' },
    { now: '2027-01-05T12:00:00Z', advanceSeconds: 60 },
    [],
  ])('does not move for %j', async (body) => {
    const before = await now()
    expect((await post(body)).status).toBe(400)
    expect((await now()) - before).toBeLessThan(2_000)
  })

  it.each([
    [{ ...json, 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ ...json, 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ ...json, Origin: 'https://elsewhere.example' }, 403],
    [{ 'Content-Type': 'text/plain' }, 415],
    [{ ...json, 'Sec-Fetch-Site': 'same-origin' }, 200],
  ])('with %j answers %i', async (headers, status) => {
    expect((await post({ advanceSeconds: 0 }, headers)).status).toBe(status)
  })

  it('is not there under another name, as a page that re-points its own name at loopback would ask', async () => {
    expect(await statusUnder('rebound.example')).toBe(403)
    expect(await statusUnder(new URL(server.origin).host)).toBe(200)
  })

  it('knows no other method', async () => {
    const response = await fetch(`${server.origin}/lab/clock`, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })
})

function statusUnder(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${server.origin}/lab/clock`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
