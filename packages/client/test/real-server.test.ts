import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { AccountsProblem, createAccountsClient } from '../src/index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A client of a real server on a free port. */
async function clientOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  closers.push(close)
  const { port } = server.address() as AddressInfo
  return { client: createAccountsClient({ baseUrl: `http://127.0.0.1:${port}/api` }), close }
}

describe('against a real server', () => {
  it('sends JSON and reads the step', async () => {
    const seen: string[] = []
    const { client } = await clientOf(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${await text(request)}`)
      response.setHeader('content-type', 'application/json')
      response.end('{"step":"password","flow":"0a0a0a0a0a0a0a0a0a0a0a0a0a","email":"a@shop.example"}')
    })
    expect(await client.signIn.start({ email: 'a@shop.example' })).toMatchObject({ step: 'password' })
    expect(seen).toEqual(['POST /api/sign-in application/json {"email":"a@shop.example"}'])
  })

  it('takes an empty answer for done', async () => {
    const { client } = await clientOf((_request, response) => response.writeHead(204).end())
    expect(await client.session.end()).toBeUndefined()
  })

  it('rejects with the reason of the signal when aborted before the answer', async () => {
    const controller = new AbortController()
    const { client } = await clientOf(() => controller.abort())
    const request = client.signIn.start({ email: 'a@shop.example' }, { signal: controller.signal })
    await expect(request).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('rejects with the reason of the signal when aborted half-way through the answer', async () => {
    const controller = new AbortController()
    const { client } = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"services":', () => setTimeout(() => controller.abort(new Error('gone elsewhere')), 20))
    })
    await expect(client.apps.list({ signal: controller.signal })).rejects.toThrow('gone elsewhere')
  })

  it('sends nothing when aborted beforehand', async () => {
    let requests = 0
    const { client } = await clientOf((_request, response) => {
      requests++
      response.writeHead(204).end()
    })
    await expect(client.session.end({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect(requests).toBe(0)
    await client.session.end()
    expect(requests).toBe(1)
  })

  it('is offline when nobody listens', async () => {
    const { client, close } = await clientOf((_request, response) => response.writeHead(204).end())
    await client.session.end()
    await close()
    await expect(client.session.end()).rejects.toMatchObject({ code: 'offline', status: 0 })
  })

  it('is offline when the connection breaks inside the answer', async () => {
    const { client } = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"services":', () => setTimeout(() => response.destroy(), 20))
    })
    const caught = await client.apps.list().catch((error: unknown) => error)
    expect(caught).toBeInstanceOf(AccountsProblem)
    expect(caught).toMatchObject({ code: 'offline' })
  })

  it('surfaces when an overloaded server wants to be asked again', async () => {
    const { client } = await clientOf((_request, response) => {
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '7' })
      response.end('{"type":"about:blank","title":"busy","status":503,"code":"overloaded"}')
    })
    await expect(client.signIn.current()).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 7 })
  })

  it('is unavailable when a proxy answers in the place of the server', async () => {
    const { client } = await clientOf((_request, response) => {
      response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '30' })
      response.end('<h1>Service Unavailable</h1>')
    })
    await expect(client.session.get()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 30 })
  })
})
