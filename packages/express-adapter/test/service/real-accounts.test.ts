import { noon } from '@ecforce-accounts/core/testing'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { type GateProblem, type ServiceGate, serviceGate } from '../../src/service/index.ts'
import { shopOrigin, signInUrl } from '../support/fake-accounts.ts'
import { browser, hiro, openServer, shopId, signIn } from '../support/server.ts'
import { addService, twoOperators } from '../support/services.ts'
import { apiKey, openShopAdmin, page } from '../support/shop-admin.ts'

const shop = 'renshu-shoes'
/** From an announcement to its cut: two weeks, and the first full hour after the mails had their time. */
const cut = noon + (14 * 24 + 1) * 3_600_000

it('a shop behind its gate and a real accounts go through the whole switch together', async () => {
  const server = await openServer()
  const { id, secret } = await addService(server, shop)
  const problems: GateProblem[] = []
  let opened: ServiceGate | undefined
  const admin = await openShopAdmin({
    express,
    gate(legacy) {
      opened = serviceGate({
        issuer: server.issuer,
        origin: shopOrigin,
        shop,
        client: { id, secret },
        protect: '/admin',
        api: ['/api'],
        legacy,
        clock: server.clock,
        refreshSeconds: 300,
        onProblem: (problem) => problems.push(problem),
      })
      return opened
    },
  })
  const gate = opened
  if (gate === undefined) throw new TypeError('the admin has opened its gate')
  onTestFinished(gate.close)
  expect(await gate.ready()).toBe(true)

  const seenBy = async (member: string) => {
    const cookie = await admin.signIn(member)
    if (cookie === null) return null
    return JSON.parse((await admin.ask('/admin', { headers: { ...page, cookie } })).body)
  }
  const minutePasses = async () => {
    server.clock.advance(60_000)
    await gate.refresh()
  }
  expect(await seenBy('1')).toMatchObject({ phase: 'coexistence', signInUrl, banner: { mine: 'not-done' } })
  expect(await seenBy('99')).toMatchObject({ banner: { mine: null }, standing: null })

  // Setting up closes nothing; a reset here does.
  await signIn(server, browser(server), hiro)
  await minutePasses()
  expect(await seenBy('1')).toMatchObject({
    banner: { mine: 'done' },
    standing: { state: 'active', legacySignIn: 'open' },
  })
  await browser(server).post('/password-reset', { email: hiro })
  const mail = (await server.mails(hiro)).findLast(({ kind }) => kind === 'reset')
  if (mail?.kind !== 'reset' || mail.outcome !== 'link') throw new TypeError('a link was mailed')
  const { status } = await browser(server).post('/password-reset/confirm', {
    token: mail.token,
    password: 'seven new horses at dawn',
  })
  expect(status).toBe(200)
  await minutePasses()
  expect(await seenBy('1')).toBeNull()
  expect(await seenBy('2')).toMatchObject({ member: '2' })

  // Both make the cut at the same instant, though nobody tells them.
  const phases = async (now: number) => {
    server.clock.set(now)
    const theirs = (await browser(server).get(`/shops/${shop}`)).body.phase
    const led = (await admin.ask('/admin/sign_in', { headers: page })).headers.location
    return [theirs, gate.view(null).phase, led]
  }
  expect(await phases(cut - 1)).toEqual(['coexistence', 'coexistence', undefined])
  expect(await phases(cut)).toEqual(['enforced', 'enforced', signInUrl])
  expect((await admin.ask('/api/v1', { headers: { authorization: apiKey } })).status).toBe(200)

  // A roll-back opens it again.
  const by = (await twoOperators(server))()
  await server.accounts.rollouts.move(shopId(shop), { act: 'roll-back' }, { ...by, reason: 'a test' })
  await gate.refresh()
  expect(gate.view(null).phase).toBe('coexistence')
  expect(await seenBy('2')).toMatchObject({ member: '2', banner: { enforcedAt: null } })
  expect(problems).toEqual([])
})
