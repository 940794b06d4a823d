import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { lastErrors } from '../src/last-answers.ts'

it('a path that cannot be read leads nowhere, and is nobody’s fault', async () => {
  const told: unknown[] = []
  const app = express()
  app.get('/sign-in/:uid', (_req, res) => void res.end('there'))
  app.use(lastErrors((error) => told.push(error), ''))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'application/json' } })
  expect((await ask('/sign-in/%E9%9D%B4')).status).toBe(200)
  const problem = await ask('/sign-in/%E9%9D')
  expect(await problem.json()).toMatchObject({ status: 404, code: 'not_found' })
  expect([problem.status, told]).toEqual([404, []])
})

it('a fault is told to browsers in both languages, in the look of the pages, and to programs as a problem', async () => {
  const told: unknown[] = []
  const app = express()
  app.get('/', () => {
    throw new Error('a secret detail')
  })
  app.use(lastErrors((error) => told.push(error), '<link rel="stylesheet" href="/assets/index.css">'))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port')
  const ask = (accept: string) => fetch(`http://127.0.0.1:${address.port}/`, { headers: { accept } })

  const page = await ask('text/html')
  const html = await page.text()
  expect(page.status).toBe(500)
  expect(html).toContain('処理を完了できませんでした')
  expect(html).toContain('<p lang="en">This could not be completed')
  expect(html).toContain('<link rel="stylesheet" href="/assets/index.css">')
  const problem = await ask('application/json')
  expect(await problem.json()).toMatchObject({ status: 500, code: 'internal' })
  expect(html).not.toContain('secret')
  expect(told).toHaveLength(2)
})
