import { describe, expect, it } from 'vitest'
import { breachedRange } from '../../src/factors/breached-passwords.ts'
import { client, openWorld, said } from '../support/world.ts'

// SHA-1 of "password": the example that such services give themselves.
const prefix = '5BAA6'
const rest = '1E4C9B93F3F0682250B6CF8331B7EE68FD8'

function service(answer: string | Error) {
  const asked: string[] = []
  const errors: unknown[] = []
  const breached = breachedRange({
    async fetchRange(digits) {
      asked.push(digits)
      if (answer instanceof Error) throw answer
      return answer
    },
    onError: (error) => errors.push(error),
  })
  return { breached, asked, errors }
}

describe('a range service of breached passwords', () => {
  it('is told five digits of a hash and nothing else', async () => {
    const { breached, asked } = service('')
    await breached.includes('password')
    expect(asked).toEqual([prefix])
  })

  it.each([
    { answer: `0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${rest}:10434004\r\n`, known: true },
    { answer: `${rest.toLowerCase()}:3`, known: true },
    { answer: `${rest}:0`, known: false },
    { answer: `${rest.slice(0, -1)}9:12`, known: false },
    { answer: '', known: false },
  ])('knows the password by its line alone, and padding is none: $answer', async ({ answer, known }) => {
    expect(await service(answer).breached.includes('password')).toBe(known)
  })

  it('that does not answer refuses nobody, and is told', async () => {
    const { breached, errors } = service(new Error('nobody there'))
    expect(await breached.includes('password')).toBe(false)
    expect(errors).toHaveLength(1)
  })

  it('is asked about a password that is chosen and about one that is carried over', async () => {
    const known = 'asagao-no-kaze-26'
    const email = 'hiro.kato@renshu-shoes.example'
    for (const breached of [known, null]) {
      const world = await openWorld({ breachedPasswords: { includes: async (password) => password === breached } })
      await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email, password: known }])
      await world.announce('renshu-shoes')
      const { flow, outcome } = await world.signIn(email, known)
      if (breached === null) {
        expect(said(outcome)).toBe('signed in')
        continue
      }
      expect(said(outcome)).toBe('new-password below-rules')
      const choose = (chosen: string) => world.accounts.signIn.submitNewPassword(flow, chosen, client())
      await expect(choose(known)).rejects.toMatchObject({ problem: 'common' })
      expect(said(await choose('yuki ni saku hana'))).toBe('signed in')
    }
  })
})
