import { expect, it } from 'vitest'
import { createMembersClient } from '../src/members.ts'

const id = '0a'.repeat(13)

it('says what the contract asks for, and resolves to what the server answers', async () => {
  const sent: { readonly request: string; readonly body: unknown }[] = []
  const { invited, invitations, members, memberships } = createMembersClient({
    async fetch(input, init = {}) {
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : null
      sent.push({ request: `${init.method} ${input}`, body })
      return init.method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ n: sent.length })
    },
  })
  const byCode = { email: 'a@shop.example', code: '123456' }
  expect(await invited.lookUp({ token: 'token' })).toEqual({ n: 1 })
  await invited.accept({ ...byCode, locale: 'en' })
  expect(await invited.decline(byCode)).toBeUndefined()
  await invitations.list('hogehoge')
  await invitations.invite('hogehoge', { waiting: true })
  await invitations.resend('hogehoge', id)
  expect(await invitations.revoke('hogehoge', id)).toBeUndefined()
  await members.list('hogehoge')
  await members.list('hogehoge', null)
  await members.list('hogehoge', '42 &/新')
  await members.change('hogehoge', id, { role: 'staff' })
  expect(await members.remove('hogehoge', id)).toBeUndefined()
  await memberships.list()
  await memberships.accept(id)
  await memberships.decline(id)

  expect(sent).toEqual([
    { request: 'POST /api/invitations/lookup', body: { token: 'token' } },
    { request: 'POST /api/invitations/accept', body: { ...byCode, locale: 'en' } },
    { request: 'POST /api/invitations/decline', body: byCode },
    { request: 'GET /api/shops/hogehoge/invitations', body: null },
    { request: 'POST /api/shops/hogehoge/invitations', body: { waiting: true } },
    { request: `POST /api/shops/hogehoge/invitations/${id}/resend`, body: null },
    { request: `DELETE /api/shops/hogehoge/invitations/${id}`, body: null },
    { request: 'GET /api/shops/hogehoge/members', body: null },
    { request: 'GET /api/shops/hogehoge/members', body: null },
    { request: 'GET /api/shops/hogehoge/members?after=42%20%26%2F%E6%96%B0', body: null },
    { request: `PATCH /api/shops/hogehoge/members/${id}`, body: { role: 'staff' } },
    { request: `DELETE /api/shops/hogehoge/members/${id}`, body: null },
    { request: 'GET /api/memberships', body: null },
    { request: `POST /api/memberships/${id}/accept`, body: null },
    { request: `POST /api/memberships/${id}/decline`, body: null },
  ])
})

it('asks for robots and flags them as the contract has it', async () => {
  const sent: { readonly request: string; readonly body: unknown }[] = []
  const { robots, memberships } = createMembersClient({
    async fetch(input, init = {}) {
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : null
      sent.push({ request: `${init.method} ${input}`, body })
      return init.method === 'DELETE' || init.method === 'PUT'
        ? new Response(null, { status: 204 })
        : Response.json({ n: sent.length })
    },
  })
  const draft = { purpose: 'stock', provider: 'cloud', members: [id], ranges: ['203.0.113.10'] }
  await robots.requests('hogehoge')
  expect(await robots.ask('hogehoge', draft)).toEqual({ n: 2 })
  await robots.edit('hogehoge', id, { ...draft, version: 2 })
  await robots.answer('hogehoge', id, 'ours')
  expect(await robots.withdraw('hogehoge', id)).toBeUndefined()
  await robots.grants('hogehoge')
  await robots.renew('hogehoge', id)
  expect(await robots.end('hogehoge', id)).toBeUndefined()
  expect(await memberships.flagRobot(id)).toBeUndefined()
  expect(await memberships.unflagRobot(id)).toBeUndefined()

  const requests = '/api/shops/hogehoge/bypass-requests'
  const grants = '/api/shops/hogehoge/bypass-grants'
  expect(sent).toEqual([
    { request: `GET ${requests}`, body: null },
    { request: `POST ${requests}`, body: draft },
    { request: `PATCH ${requests}/${id}`, body: { ...draft, version: 2 } },
    { request: `POST ${requests}/${id}/answer`, body: { answer: 'ours' } },
    { request: `DELETE ${requests}/${id}`, body: null },
    { request: `GET ${grants}`, body: null },
    { request: `POST ${grants}/${id}/renewal`, body: null },
    { request: `DELETE ${grants}/${id}`, body: null },
    { request: `PUT /api/memberships/${id}/robot`, body: null },
    { request: `DELETE /api/memberships/${id}/robot`, body: null },
  ])
})
