import { describe, expect, it } from 'vitest'
import { createOperatorClient } from '../src/operator.ts'

/** A client whose server answers what is scripted, one after the other, and a record of what reached it. */
function scripted(...answers: readonly Response[]) {
  const sent: { readonly request: string; readonly body: unknown; readonly bytes: number }[] = []
  const rest = [...answers]
  const client = createOperatorClient({
    async fetch(input, init = {}) {
      const text = typeof init.body === 'string' ? init.body : null
      sent.push({
        request: `${init.method} ${input}`,
        body: text === null ? null : JSON.parse(text),
        bytes: new TextEncoder().encode(text ?? '').length,
      })
      const answer = rest.shift()
      if (!answer) throw new Error('one request more than was scripted')
      return answer
    },
  })
  return { client, sent }
}

const problem = (status: number, code: string) => Response.json({ code }, { status })

describe('the verbs of operators', () => {
  it('say what the contract asks for', async () => {
    const { client, sent } = scripted(
      ...Array.from({ length: 2 }, () => Response.json({})),
      new Response(null, { status: 204 }),
      ...Array.from({ length: 5 }, () => Response.json({})),
    )
    const proof = { name: 'akira', password: ' as typed ', code: '123456' }
    await client.session.get()
    await client.session.start(proof)
    await client.session.end()
    await client.shops.list()
    await client.services.list()
    await client.readiness.get()
    await client.readiness.get({ shop: 'mihon-tea', staleAfterDays: 90 })
    await client.progress.get('mihon-tea')
    expect(sent.map(({ request, body }) => [request, body])).toEqual([
      ['GET /api/operator/session', null],
      ['POST /api/operator/session', proof],
      ['DELETE /api/operator/session', null],
      ['GET /api/operator/shops', null],
      ['GET /api/operator/services', null],
      ['GET /api/operator/readiness', null],
      ['GET /api/operator/readiness?shop=mihon-tea&staleAfterDays=90', null],
      ['GET /api/operator/shops/mihon-tea/progress', null],
    ])
  })

  it('decide on robots as the contract has it', async () => {
    const { client, sent } = scripted(...Array.from({ length: 11 }, () => Response.json({})))
    const { bypasses } = client
    const [id, version, code] = ['0'.repeat(26), 3, '123456']
    await bypasses.queue()
    await bypasses.get(id)
    await bypasses.question(id, { version, question: 'whose?' })
    await bypasses.approve(id, { version, code })
    await bypasses.reject(id, { version, reason: 'no', code })
    await bypasses.grants()
    await bypasses.suspend(id, code)
    await bypasses.resume(id, code)
    await bypasses.revoke(id, code)
    await bypasses.stop({ shop: 'hogehoge' }, code)
    await bypasses.stop('all', code)
    const requests = '/api/operator/bypass-requests'
    const grants = '/api/operator/bypass-grants'
    expect(sent.map(({ request, body }) => [request, body])).toEqual([
      [`GET ${requests}`, null],
      [`GET ${requests}/${id}`, null],
      [`POST ${requests}/${id}/question`, { version, question: 'whose?' }],
      [`POST ${requests}/${id}/approve`, { version, code }],
      [`POST ${requests}/${id}/reject`, { version, reason: 'no', code }],
      [`GET ${grants}`, null],
      [`POST ${grants}/${id}/suspend`, { code }],
      [`POST ${grants}/${id}/resume`, { code }],
      [`POST ${grants}/${id}/revoke`, { code }],
      ['POST /api/operator/bypass-stop', { shop: 'hogehoge', code }],
      ['POST /api/operator/bypass-stop', { all: true, code }],
    ])
  })

  it('name the files for links', () => {
    const client = createOperatorClient({ baseUrl: '/accounts/api' })
    expect(client.readiness.csv()).toBe('/accounts/api/operator/readiness/csv')
    expect(client.readiness.csv({ shop: 'mihon-tea' })).toBe('/accounts/api/operator/readiness/csv?shop=mihon-tea')
    expect(client.progress.csv('../x')).toBe('/accounts/api/operator/shops/..%2Fx/progress/csv')
  })

  it('take nobody for an answer, and no other problem', async () => {
    const { client } = scripted(problem(401, 'operator_required'), problem(503, 'unavailable'))
    expect(await client.session.get()).toBeNull()
    await expect(client.session.get()).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('marks', () => {
  it('go in one request while they fit', async () => {
    const { client, sent } = scripted(Response.json({ marked: 2 }))
    expect(await client.readiness.mark('mihon-tea', 'hold', ['1', '2'])).toEqual({ marked: 2 })
    expect(sent[0]).toMatchObject({
      request: 'POST /api/operator/shops/mihon-tea/marks',
      body: { mark: 'hold', legacyIds: ['1', '2'] },
    })
  })

  it('go in as many requests as it takes, none too long, and every id once and in order', async () => {
    for (const ids of [
      Array.from({ length: 2001 }, (_, index) => String(index)),
      Array.from({ length: 200 }, (_, index) => `${index}${'髙'.repeat(120)}"\n`),
    ]) {
      const { client, sent } = scripted(...Array.from({ length: 40 }, () => Response.json({ marked: 1 })))
      const { marked } = await client.readiness.mark('mihon-tea', 'none', ids)
      expect(marked).toBe(sent.length)
      expect(sent.length).toBeGreaterThan(1)
      for (const { bytes } of sent) expect(bytes).toBeLessThan(16 * 1024)
      const bodies = sent.map(({ body }) => (body as { legacyIds: string[] }).legacyIds)
      for (const some of bodies) expect(some.length).toBeLessThanOrEqual(1000)
      expect(bodies.flat()).toEqual(ids)
    }
  })

  it('of nobody ask nothing', async () => {
    const { client, sent } = scripted()
    expect(await client.readiness.mark('mihon-tea', 'none', [])).toEqual({ marked: 0 })
    expect(sent).toEqual([])
  })
})
