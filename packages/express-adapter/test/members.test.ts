import type { EmailKey, InvitationMail } from '@ecforce-accounts/core'
import { type OperationId, routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { bodyOf } from './support/bodies.ts'
import {
  announceShop,
  type Browser,
  browser,
  hashes,
  hiro,
  mei,
  openServer,
  type Server,
  shopId,
  signIn,
} from './support/server.ts'

const shoes = '/shops/renshu-shoes'
const midori = 'midori@mihon-tea.example'
const itsuki = 'itsuki@newcomer.example'
const kei = 'kei@newcomer.example'
const chosen = 'yuki ni saku hana'
let server: Server
/** Administers the shoe shop. */
let admin: Browser

beforeEach(async () => {
  server = await openServer()
  await announceShop(server.accounts, shopId('mihon-tea'), [{ legacyId: '1', email: midori, hash: hashes.good }])
  await promote('renshu-shoes', '2')
  await promote('mihon-tea', '1')
  admin = await signedIn(mei)
})

/** As the shop's back end says it. */
async function promote(shop: string, legacyId: string) {
  const [row] = await server.storage.members.findByLegacyIds(shopId(shop), [legacyId])
  if (!row) throw new Error('no row')
  const caller = { id: 'admin' as never, shopId: shopId(shop) }
  await server.accounts.memberSync.save(caller, legacyId, { email: row.email, role: 'administrator' })
}

async function signedIn(email: string): Promise<Browser> {
  const me = browser(server)
  await signIn(server, me, email)
  return me
}

async function invitationMail(to = itsuki): Promise<InvitationMail> {
  const mail = (await server.mails(to)).findLast((one) => one.kind === 'invitation')
  if (mail?.kind !== 'invitation') throw new Error('no invitation was mailed')
  return mail
}

const invite = (email = itsuki) =>
  admin.post(`${shoes}/invitations`, { people: [{ email, name: '千葉いつき', role: 'staff' }] })

describe('an invitation', () => {
  it('leads somebody new from the mail to the portal, and its token stands in the mail alone', async () => {
    const invited = await invite()
    expect(invited.body.results).toMatchObject([{ row: 1, outcome: 'invited', email: itsuki }])
    const { token, code } = await invitationMail()
    const me = browser(server)
    const told = await me.post('/invitations/lookup', { token })
    expect(told.body).toMatchObject({ shopName: 'renshu-shoes', role: 'staff', signedInAs: null })
    expect((await me.post('/invitations/lookup', { email: itsuki, code })).body).toEqual(told.body)

    const { flow, step } = (await me.post('/invitations/accept', { token })).body
    expect(step).toBe('code')
    const proven = await me.post('/sign-in/code', { flow, code: await server.code(itsuki) })
    expect(proven.body).toMatchObject({ step: 'new-password', name: { suggested: '千葉いつき' } })
    const done = await me.post('/sign-in/new-password', { flow, password: chosen, name: 'いつき' })
    expect(done.body).toMatchObject({
      step: 'done',
      returnTo: '/portal/apps',
      firstSignIn: true,
      joined: 'renshu-shoes',
    })
    const session = (await me.get('/session')).body
    expect(session).toMatchObject({ account: { name: 'いつき' }, memberships: [{ shop: 'renshu-shoes' }] })

    const listed = await admin.get(`${shoes}/invitations?state=accepted`)
    expect(listed.body.invitations).toMatchObject([{ email: itsuki, state: 'accepted' }])
    expect((await admin.get(`${shoes}/invitations?state=pending`)).body.invitations).toEqual([])
    const said = [invited, told, proven, done, listed, await admin.get(`${shoes}/members`)].map(({ text }) => text)
    expect(said.join('')).not.toContain(token)
    expect((await me.post('/invitations/lookup', { token })).body.code).toBe('link_unusable')
  })

  it('is refused by what is no token, and by more in the body than the ticket', async () => {
    await invite()
    const { token } = await invitationMail()
    const me = browser(server)
    for (const sent of ['', ' ', null, [], {}, 0, 'x', `${token}x`, [token]]) {
      expect((await me.post('/invitations/accept', { token: sent })).body.code).toBe('request_invalid')
    }
    for (const more of [{ role: 'administrator' }, { shop: 'mihon-tea' }, { email: midori }, { verified: true }]) {
      expect((await me.post('/invitations/accept', { token, ...more })).body.code).toBe('request_invalid')
    }
    expect((await me.post('/invitations/accept', { token })).status).toBe(200)
  })

  it('asks who is signed in as somebody else to switch, and keeps that session', async () => {
    await invite()
    const { token } = await invitationMail()
    const other = await signedIn(hiro)
    const before = other.jar.get('eca_sid')
    const answer = await other.post('/invitations/accept', { token })
    expect(answer.body).toEqual({ step: 'switch-account', signedInAs: hiro, maskedEmail: 'i***@newcomer.example' })
    expect(answer.setCookies).toEqual([])
    expect(other.jar.get('eca_sid')).toBe(before)
    await other.delete('/session')
    expect((await other.post('/invitations/accept', { token })).body.step).toBe('code')
  })

  it('is sent again, declined and revoked', async () => {
    const [{ invitation: id }] = (await invite()).body.results
    const again = await admin.call('POST', `${shoes}/invitations/${id}/resend`)
    expect(again.body).toMatchObject({ id, state: 'pending' })
    const { token } = await invitationMail()
    const me = browser(server)
    expect((await me.post('/invitations/decline', { token })).status).toBe(204)
    expect((await me.post('/invitations/decline', { token })).status).toBe(410)
    expect((await admin.call('POST', `${shoes}/invitations/${id}/resend`)).body).toMatchObject({
      code: 'member_refused',
      reason: 'invitation_over',
    })
    expect((await admin.delete(`${shoes}/invitations/${id}`)).status).toBe(204)
    const [view] = (await admin.get(`${shoes}/invitations`)).body.invitations
    expect(view).toMatchObject({ id, state: 'declined', resendAt: null })
  })

  it('goes to five hundred in one request and to no more, and a larger body is not read', async () => {
    const people = Array.from({ length: 500 }, (_, index) => ({
      email: `p${index}@newcomer.example`,
      name: '千'.repeat(40),
    }))
    const { body } = await admin.post(`${shoes}/invitations`, { people })
    expect(body.results.filter(({ outcome }: { outcome: string }) => outcome === 'invited')).toHaveLength(500)
    const more = [...people, { email: 'one@newcomer.example' }]
    expect((await admin.post(`${shoes}/invitations`, { people: more })).status).toBe(400)
    const list = 'x@newcomer.example\n'.repeat(30_000)
    expect((await admin.post(`${shoes}/invitations`, { list })).status).toBe(413)
    expect((await admin.post('/sign-in', { email: 'x'.repeat(20_000) })).status).toBe(413)
  })
})

/** Somebody who knows Hiro's password, and has not the phone, would rather have an account of their own. */
async function asking(email = kei): Promise<{ me: Browser; answer: Awaited<ReturnType<Browser['post']>> }> {
  const me = browser(server)
  const flow = await me.toCode(hiro)
  return { me, answer: await me.post('/sign-in/ask-for-invitation', { flow, email, name: '江川ケイ' }) }
}

/** The same, for the shoe shop's administrators. */
async function wished(): Promise<{ wish: string; account: string }> {
  await asking()
  const [{ id }] = (await admin.get(`${shoes}/invitation-wishes`)).body.wishes
  const found = await server.storage.accounts.findByEmail(hiro as EmailKey)
  return { wish: id, account: found?.account.id ?? '' }
}

describe('a wish for an invitation', () => {
  it('is asked for where a code is, shown after a reload, and answered by an invitation or without one', async () => {
    await signedIn(hiro)
    const { me, answer } = await asking()
    expect(answer.body).toMatchObject({ step: 'code', email: hiro, invitationAsked: true })
    expect((await me.get('/sign-in')).body).toEqual(answer.body)
    expect((await asking(midori)).answer.body).toMatchObject({ step: 'code', invitationAsked: true })

    const { wishes } = (await admin.get(`${shoes}/invitation-wishes`)).body
    expect(wishes).toHaveLength(2)
    const [second, first] = wishes.toSorted((a: { email: string }) => (a.email === midori ? -1 : 1))
    expect(first).toMatchObject({ email: kei, name: '江川ケイ', status: 'open' })
    expect((await admin.delete(`${shoes}/invitation-wishes/${second.id}`)).status).toBe(204)
    const invited = await admin.post(`${shoes}/invitation-wishes/${first.id}/invite`, { role: 'staff' })
    expect(invited.body).toMatchObject({ outcome: 'invited', wish: { id: first.id, status: 'invited' } })
    expect(await invitationMail(kei)).toMatchObject({ role: 'staff' })
    const [view] = (await admin.get(`${shoes}/invitations`)).body.invitations
    expect(view).toMatchObject({ id: invited.body.invitation, email: kei, name: '江川ケイ' })
  })

  it('is no way to ask before the password, for somebody who has not set up, or with more than a line of name', async () => {
    const me = browser(server)
    const { flow } = (await me.post('/sign-in', { email: hiro })).body
    const ask = (id: string, name = '江川ケイ') =>
      me.post('/sign-in/ask-for-invitation', { flow: id, email: kei, name })
    expect((await ask(flow)).body.code).toBe('flow_conflict')
    expect((await asking()).answer.body).toMatchObject({ code: 'flow_conflict', step: { purpose: 'enrol' } })
    expect((await ask(flow, '江川\nケイ')).body.code).toBe('request_invalid')
    expect((await admin.get(`${shoes}/invitation-wishes`)).body.wishes).toEqual([])
  })
})

describe('how long invitations are good for', () => {
  it('is the shop’s to say, unless a request does', async () => {
    const policy = `${shoes}/invitation-policy`
    expect((await admin.call('PATCH', policy, { lifetimeDays: 14 })).body).toEqual({ lifetimeDays: 14 })
    expect((await admin.get(policy)).body).toEqual({ lifetimeDays: 14 })
    for (const lifetimeDays of [0, 31, 1.5, '7']) {
      expect((await admin.call('PATCH', policy, { lifetimeDays })).body.code).toBe('request_invalid')
    }
    await invite(itsuki)
    await admin.post(`${shoes}/invitations`, { people: [{ email: kei }], lifetimeDays: 3 })
    const { invitations } = (await admin.get(`${shoes}/invitations`)).body
    const days = ({ sentAt, expiresAt }: { sentAt: string; expiresAt: string }) =>
      (Date.parse(expiresAt) - Date.parse(sentAt)) / 86_400_000
    expect(
      new Map(invitations.map((one: { email: string; sentAt: string; expiresAt: string }) => [one.email, days(one)])),
    ).toEqual(
      new Map([
        [kei, 3],
        [itsuki, 14],
      ]),
    )
  })
})

describe('the members of a shop', () => {
  it('are listed, changed and removed by its administrator', async () => {
    await signedIn(hiro)
    const { members } = (await admin.get(`${shoes}/members`)).body
    expect(members.map((one: { email: string; state: string }) => [one.email, one.state])).toEqual([
      [hiro, 'active'],
      [mei, 'active'],
      ['ren.kubo@renshu-shoes.example', 'claim'],
    ])
    const [{ id }, { id: own }] = members
    const patch = (whom: string, change: object) => admin.call('PATCH', `${shoes}/members/${whom}`, change)
    expect((await patch(id, { state: 'suspended' })).body).toMatchObject({ state: 'suspended', factors: ['email'] })
    expect((await patch(id, { state: 'suspended' })).body).toMatchObject({ reason: 'wrong_state' })
    expect((await patch(id, { state: 'active' })).body.state).toBe('active')
    expect((await patch(id, { role: 'owner' })).body).toMatchObject({ role: 'owner', isAdministrator: true })
    expect((await patch(id, { role: 'staff' })).body.isAdministrator).toBe(false)
    expect((await patch(own, { role: 'staff' })).body).toMatchObject({
      code: 'member_refused',
      reason: 'last_administrator',
    })
    expect((await patch(own, { state: 'suspended' })).body.reason).toBe('oneself')
    expect((await admin.delete(`${shoes}/members/${own}`)).body.reason).toBe('last_administrator')
    expect((await admin.delete(`${shoes}/members/${id}`)).status).toBe(204)
    expect((await admin.get(`${shoes}/members`)).body.members).toHaveLength(2)
  })

  it('are marked as shared and said to end, with what speaks for it', async () => {
    await signedIn(hiro)
    const [{ id, shared }, { id: own }] = (await admin.get(`${shoes}/members`)).body.members
    expect(shared).toEqual({ signals: [], mark: null, retiresOn: null })
    const at = `${shoes}/members/${id}`
    const marked = await admin.call('PUT', `${at}/shared`, { responsible: own })
    expect(marked.body.shared.mark).toMatchObject({ responsible: { memberId: own } })
    expect((await admin.call('PUT', `${at}/shared`, { responsible: id })).body.reason).toBe('responsible_unusable')
    const on = new Date(server.clock.now() + 10 * 86_400_000).toISOString().slice(0, 10)
    expect((await admin.call('PUT', `${at}/retirement`, { on })).body.shared).toMatchObject({ retiresOn: on })
    expect((await admin.call('PUT', `${at}/retirement`, { on: '2020-01-01' })).body.reason).toBe('day_unusable')
    expect((await admin.call('PUT', `${at}/retirement`, { on: 'soon' })).body.code).toBe('request_invalid')
    expect((await admin.delete(`${at}/shared`)).status).toBe(204)
    expect((await admin.delete(`${at}/retirement`)).status).toBe(204)
    expect((await admin.get(`${shoes}/members`)).body.members[0].shared).toEqual(shared)
  })

  it('that waits is answered by its person in the portal', async () => {
    const me = await signedIn(midori)
    await invite(midori)
    const { memberships, waiting } = (await me.get('/memberships')).body
    expect(memberships).toMatchObject([{ shop: 'mihon-tea', isAdministrator: true }])
    expect(waiting).toMatchObject([{ shop: 'renshu-shoes', role: 'staff' }])
    const [{ id }] = waiting
    expect((await me.post(`/memberships/${id}/accept`, {})).body).toMatchObject({ reason: 'own_password_first' })
    expect((await me.post(`/memberships/${id}/decline`, {})).body.waiting).toEqual([])
    expect((await me.post(`/memberships/${id}/decline`, {})).status).toBe(404)
  })
})

const ofShops = (Object.keys(routes) as OperationId[]).filter((id) =>
  /^\/shops\/\{shop\}\/(invitations|invitation-policy|invitation-wishes|members)/.test(routes[id].path),
)

describe('what is another shop’s', () => {
  it('is sixteen operations', () => {
    expect(ofShops).toHaveLength(16)
  })

  it.each(ofShops)(
    'is not found by %s, whoever asks and whatever is there, and nothing is written of it',
    async (operation) => {
      const [{ invitation }] = (await invite()).body.results
      const [{ id: member }, { id: own }] = (await admin.get(`${shoes}/members`)).body.members
      const { method, path } = routes[operation]
      const askers = { staff: await signedIn(hiro), elsewhere: await signedIn(midori) }
      const { wish, account } = await wished()
      const thing = path.includes('/members') ? member : path.includes('wishes') ? wish : invitation
      const audited = () =>
        Promise.all(
          [member, account, 'renshu-shoes', 'mihon-tea'].map((one) => server.storage.audit.listBySubject(one, 99)),
        )
      const before = await audited()

      const answers = new Set<string>()
      for (const me of Object.values(askers)) {
        for (const shop of ['renshu-shoes', 'no-such-shop']) {
          for (const id of [thing, '0'.repeat(26)]) {
            const at = path.replace('{shop}', shop).replace('{id}', id)
            const { status, body } = await me.call(method.toUpperCase(), at, bodyOf(operation))
            expect(status).toBe(404)
            answers.add(JSON.stringify(body))
          }
        }
      }
      const atTheirs = path.replace('{shop}', 'mihon-tea').replace('{id}', thing)
      if (path.includes('{id}')) {
        const { status, body } = await askers.elsewhere.call(method.toUpperCase(), atTheirs, bodyOf(operation))
        expect(status).toBe(404)
        answers.add(JSON.stringify(body))
      }
      expect(answers.size).toBe(1)
      expect(await audited()).toEqual(before)
      expect((await admin.get(`${shoes}/invitation-wishes`)).body.wishes).toMatchObject([{ id: wish, status: 'open' }])
      expect((await admin.get(`${shoes}/invitation-policy`)).body).toEqual({ lifetimeDays: 7 })
      const [view] = (await admin.get(`${shoes}/invitations`)).body.invitations
      expect(view.state).toBe('delivered')
      const answer = await admin.call(
        method.toUpperCase(),
        path.replace('{shop}', 'renshu-shoes').replace('{id}', thing),
        operation === 'markShared' ? { responsible: own } : bodyOf(operation),
      )
      expect([200, 204]).toContain(answer.status)
    },
  )
})
