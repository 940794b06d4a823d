import { noon } from '@ecforce-accounts/core/testing'
import { expect, it } from 'vitest'
import { type GateSession, memoryGateSessions } from '../../src/service/index.ts'
import { gateSessionsContract } from '../../src/testing/index.ts'

it.each(gateSessionsContract)('$title', async ({ run }) => run(memoryGateSessions()))

function aSession(begunAt: number, expiresAt: number): GateSession {
  const member = {
    memberId: '7',
    subject: 's',
    email: null,
    name: null,
    locale: null,
    role: null,
    acr: null,
    amr: [],
    authTime: null,
    sessionClass: 'full',
  } as const
  return { member, sid: null, idToken: '', signIn: '', begunAt, confirmedAt: begunAt, expiresAt }
}

it('in memory there are so many and no more: what has expired makes room, then who began first', async () => {
  const sessions = memoryGateSessions({ most: 3 })
  const there = async (now: number) => {
    const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => sessions.find(key, now)))
    return found.map((session) => (session === null ? '-' : '+')).join('')
  }
  await sessions.begin('a', aSession(noon, noon + 100))
  await sessions.begin('b', aSession(noon, noon + 10))
  await sessions.begin('c', aSession(noon, noon + 100))
  await sessions.begin('d', aSession(noon + 10, noon + 100))
  expect(await there(noon + 10)).toBe('+-++-')
  await sessions.begin('e', aSession(noon + 11, noon + 100))
  expect(await there(noon + 11)).toBe('--+++')
})
